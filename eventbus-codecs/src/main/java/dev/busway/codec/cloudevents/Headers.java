package dev.busway.codec.cloudevents;

import java.util.function.BiConsumer;

/**
 * The headers of one transport message, gone through once: {@code request.headers()::forEach} is one.
 *
 * @param <V> text on HTTP, bytes on Kafka, values of several types on AMQP
 */
@FunctionalInterface
public interface Headers<V> {
    /** Gives every header, in its order, to {@code each}. */
    void forEach(BiConsumer<String, V> each);
}
