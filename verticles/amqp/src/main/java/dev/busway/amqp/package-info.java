/** Carries channels over AMQP 1.0: ActiveMQ Artemis, one connection for writing and one for reading. */
@NullMarked
package dev.busway.amqp;

import org.jspecify.annotations.NullMarked;
