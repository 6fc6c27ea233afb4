package dev.busway.message;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;

/** Buffer ↔ array without copying; both sides are then the same bytes, which nobody may change any more. */
public final class Bytes {
    private Bytes() {}

    /** A buffer over the array itself; it cannot grow. */
    public static Buffer wrap(byte[] array) {
        return BufferInternal.buffer(Unpooled.wrappedBuffer(array));
    }

    /** The array under the buffer where the buffer is exactly that array, else a copy; for reading only. */
    public static byte[] array(Buffer buffer) {
        ByteBuf bytes = ((BufferInternal) buffer).getByteBuf();
        boolean exact = bytes.hasArray()
                && bytes.arrayOffset() + bytes.readerIndex() == 0
                && bytes.array().length == bytes.readableBytes();
        return exact ? bytes.array() : buffer.getBytes();
    }
}
