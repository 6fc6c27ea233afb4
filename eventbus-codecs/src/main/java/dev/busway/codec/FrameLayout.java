package dev.busway.codec;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Where things stand in a frame of version 1; numbers are big-endian. {@code docs/protocol.md} has the same as a table. */
final class FrameLayout {
    static final byte VERSION = 1;

    static final int COUNT_AT = 1;
    static final int ID_AT = 2;
    static final int TIME_AT = 18;
    static final int ATTRIBUTE_BYTES_AT = 26;
    static final int PAYLOAD_BYTES_AT = 30;
    static final int HEAD_BYTES = 34;
    /** Key and length before the value of each attribute. */
    static final int ATTRIBUTE_HEAD_BYTES = 3;

    /** Attributes follow each other by rising key; only extensions may repeat theirs. */
    static final int ID_TEXT = 1;

    static final int SOURCE = 2;
    static final int TYPE = 3;
    static final int SUBJECT = 4;
    static final int CONTENT_TYPE = 5;
    static final int DATA_SCHEMA = 6;
    static final int PARTITION_KEY = 7;
    static final int CORRELATION_TEXT = 8;
    static final int CORRELATION_UUID = 9;
    static final int CAUSATION_TEXT = 10;
    static final int CAUSATION_UUID = 11;
    static final int REPLY_TO = 12;
    static final int DEADLINE = 13;
    static final int TRACE = 14;
    static final int EXTENSION = 15;

    /** Came after version 1 was fixed, so it travels as an extension, as RFC 3339 text: old nodes pass it on unread. */
    static final String DELIVER_AT = "deliverat";

    static final int UUID_BYTES = 16;
    static final int DEADLINE_BYTES = 8;
    static final int TRACE_BYTES = 25;

    static final VarHandle SHORTS = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private FrameLayout() {}
}
