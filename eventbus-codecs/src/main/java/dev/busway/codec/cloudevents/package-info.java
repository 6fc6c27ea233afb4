/** The official CloudEvents 1.0.2 bindings, binary and structured, without any HTTP, Kafka or AMQP library. */
@NullMarked
package dev.busway.codec.cloudevents;

import org.jspecify.annotations.NullMarked;
