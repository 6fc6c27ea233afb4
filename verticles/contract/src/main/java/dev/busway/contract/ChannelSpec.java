package dev.busway.contract;

import java.util.List;
import java.util.Optional;

/**
 * One channel as Busway runs it: what the document says, with every default filled in.
 *
 * @param name its key in the document
 * @param address event-bus address, Kafka topic, queue name and URL segment alike
 * @param transport word of the transport that carries it: {@code vertx}, {@code kafka}, {@code rabbitmq}, {@code amqp}
 * @param group the one group of a point-to-point channel ({@code x-busway.group}, else the address); on a
 *     publish-subscribe channel each handler names its own
 * @param key where a message's key is found; empty: messages have no order
 * @param shards units of parallel order, 1 to 4096 (Kafka: partitions)
 * @param deadLetter address that takes what cannot be handled; empty on best-effort channels
 * @param interop how bodies travel on the event bus
 * @param maxInFlight most messages of this channel that one node handles at once, 1 to 1,000,000
 * @param messages the types that the channel takes; empty: any
 */
public record ChannelSpec(
        String name,
        String address,
        ChannelKind kind,
        Delivery delivery,
        String transport,
        String group,
        Optional<KeyPath> key,
        int shards,
        Retry retry,
        Optional<String> deadLetter,
        Interop interop,
        int maxInFlight,
        List<MessageSpec> messages) {

    public static final int DEFAULT_MAX_IN_FLIGHT = 1024;

    /** How bodies travel on the event bus. */
    public enum Interop {
        /** Our frame: fast, all attributes. */
        FRAME("frame"),
        /** Native body and headers, so that plain Vert.x verticles take part. */
        PLAIN("plain");

        private final String word;

        Interop(String word) {
            this.word = word;
        }

        /** As contracts write it. */
        public String word() {
            return word;
        }
    }

    /** Whether the promise is kept by an inbox or an outbox, so that a node without a database cannot run this channel. */
    public boolean needsDatabase() {
        return delivery == Delivery.EFFECTIVELY_ONCE || (delivery.durable() && transport.equals("vertx"));
    }

    /** The message with this CloudEvents type. */
    public Optional<MessageSpec> message(String type) {
        for (MessageSpec message : messages) {
            if (message.type().equals(type)) {
                return Optional.of(message);
            }
        }
        return Optional.empty();
    }
}
