package dev.busway.codec;

import dev.busway.message.Bytes;
import dev.busway.message.Message;
import dev.busway.message.Payload;
import dev.busway.message.PayloadException;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;

/**
 * One {@link Message} as one frame of bytes, between nodes and in tables:
 *
 * <pre>
 * version:u8 | count:u8 | id:16 | time:i64 | attributeBytes:u32 | payloadBytes:u32
 *   | count × (key:u8 | length:u16 | value) | payload
 * </pre>
 *
 * <p>Numbers are big-endian, text is UTF-8; {@code docs/protocol.md} names the keys. An unknown version is refused, never
 * guessed. Equal messages make equal frames. Safe on any thread.
 */
public final class FrameCodec {
    /** The type of what stands for a frame that could not be read. */
    public static final String MALFORMED_TYPE = "busway.malformed";

    private FrameCodec() {}

    /**
     * The frame of a message, in a buffer of the exact size.
     *
     * @throws PayloadException if the payload is a value that cannot be written as JSON
     */
    public static Buffer encode(Message message) {
        Buffer payload = message.bytes();
        int size = payload.length();
        byte[] frame = FrameWriter.write(message, size, size);
        payload.getBytes(frame, frame.length - size);
        return Bytes.wrap(frame);
    }

    /** Appends the frame of a message; on {@link PayloadException} nothing was appended. */
    static void append(Buffer to, Message message) {
        Buffer payload = message.bytes();
        to.appendBytes(FrameWriter.write(message, payload.length(), 0)).appendBuffer(payload);
    }

    /** The message of a buffer that is one frame. @throws FrameException if it is not */
    public static Message decode(Buffer frame) {
        return decode(frame, 0, frame.length());
    }

    /**
     * The message whose frame fills a buffer from {@code from} (inclusive) to {@code to} (exclusive). The payload is a slice
     * of that buffer, so the caller gives it away and must not change it any more.
     *
     * @throws FrameException with one sentence that says why these bytes are no frame; nothing else is thrown
     */
    public static Message decode(Buffer buffer, int from, int to) {
        return FrameReader.read(buffer, from, to);
    }

    /** Why the frame behind this message could not be read; empty for every message that came whole. */
    public static Optional<String> malformed(Message message) {
        return message.type().equals(MALFORMED_TYPE)
                ? Optional.of(message.bytes().toString())
                : Optional.empty();
    }

    /** What a receiver gets in place of a frame that cannot be read, so that it can refuse it by name. */
    static Message malformed(String reason) {
        return Message.builder(MALFORMED_TYPE)
                .contentType("text/plain")
                .payload(Payload.of(Buffer.buffer(reason)))
                .build();
    }
}
