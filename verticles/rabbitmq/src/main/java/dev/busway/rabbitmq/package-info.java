/** The transport {@code rabbitmq}: channels as exchanges and queues of an AMQP 0-9-1 broker. */
@NullMarked
package dev.busway.rabbitmq;

import org.jspecify.annotations.NullMarked;
