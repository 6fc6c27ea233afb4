package dev.busway.codec;

import dev.busway.message.Message;
import dev.busway.message.PayloadException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageCodec;

/**
 * Carries messages over the Vert.x event bus: between nodes as a frame of {@link FrameCodec}, inside one as they are.
 *
 * <p>Neither direction throws, because the event bus would turn that into silence: it encodes while it writes to the socket
 * and decodes inside {@code body()}, in the receiver's handler. What cannot be read arrives as a message for which
 * {@link FrameCodec#malformed} has a reason. Safe on any thread; register it on every node.
 */
public final class MessageFrameCodec implements MessageCodec<Message, Message> {
    /** Has the frame's version: nodes that speak different ones never misread each other. */
    public static final String NAME = "busway.message." + FrameLayout.VERSION;

    private static final byte USER_CODEC = -1;

    @Override
    public void encodeToWire(Buffer buffer, Message message) {
        try {
            FrameCodec.append(buffer, message);
        } catch (PayloadException unwritable) {
            String reason = "the sender could not write the payload of " + message + ": " + unwritable.getMessage();
            FrameCodec.append(buffer, FrameCodec.malformed(reason));
        }
    }

    @Override
    public Message decodeFromWire(int pos, Buffer buffer) {
        try {
            return FrameCodec.decode(buffer, pos, buffer.length());
        } catch (FrameException malformed) {
            return FrameCodec.malformed(String.valueOf(malformed.getMessage()));
        }
    }

    /** Inside one node nothing is copied: a message never changes. */
    @Override
    public Message transform(Message message) {
        return message;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public byte systemCodecID() {
        return USER_CODEC;
    }
}
