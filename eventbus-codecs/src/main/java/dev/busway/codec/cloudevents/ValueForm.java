package dev.busway.codec.cloudevents;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.busway.message.MessageId;
import dev.busway.message.Trace;

/**
 * How a binding writes the values of attributes.
 *
 * @param <V> text, or its bytes
 */
interface ValueForm<V> {
    /** As they are. */
    ValueForm<String> TEXT = text -> text;

    /** In UTF-8; what is kept as numbers becomes bytes with no text in between. */
    ValueForm<byte[]> BYTES = new ValueForm<>() {
        @Override
        public byte[] text(String text) {
            return text.getBytes(UTF_8);
        }

        @Override
        public byte[] id(MessageId id) {
            return id.utf8();
        }

        @Override
        public byte[] time(long millis) {
            return Rfc3339.ascii(millis);
        }

        @Override
        public byte[] trace(Trace trace) {
            return trace.ascii();
        }
    };

    V text(String text);

    default V id(MessageId id) {
        return text(id.toString());
    }

    default V time(long millis) {
        return text(Rfc3339.format(millis));
    }

    default V trace(Trace trace) {
        return text(trace.toString());
    }
}
