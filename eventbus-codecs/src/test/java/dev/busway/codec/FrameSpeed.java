package dev.busway.codec;

import dev.busway.message.Message;
import dev.busway.message.MessageId;
import dev.busway.message.Payload;
import dev.busway.message.Trace;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageCodec;
import io.vertx.core.eventbus.impl.codecs.JsonObjectMessageCodec;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.function.LongSupplier;

/** How long one message takes to the wire and back, beside a JsonObject body; run by hand, medians of alternating rounds. */
public final class FrameSpeed {
    private static final int ROUNDS = 9;
    private static final int PER_ROUND = 200_000;
    private static final int WIRE_BYTES = 1_024;

    private FrameSpeed() {}

    public static void main(String[] arguments) {
        for (int size : new int[] {200, 4_096}) {
            JsonObject object = new JsonObject().put("text", "x".repeat(size - 11));
            Message message = Message.builder("orders.CreateOrder")
                    .id(MessageId.next(System.currentTimeMillis()))
                    .key("order-17")
                    .trace(Trace.start())
                    .deadlineMillis(System.currentTimeMillis())
                    .correlation(MessageId.next(1))
                    .causation(MessageId.next(2))
                    .payload(Payload.of(object.toBuffer()))
                    .build();
            MessageFrameCodec ours = new MessageFrameCodec();
            MessageCodec<JsonObject, JsonObject> theirs = new JsonObjectMessageCodec();
            Buffer frame = FrameCodec.encode(message);
            System.out.printf(
                    "%d B: encode %d ns, decode %d ns, both %d ns; as JsonObject %d ns%n",
                    size,
                    median(() -> {
                        Buffer wire = Buffer.buffer(WIRE_BYTES);
                        ours.encodeToWire(wire, message);
                        return wire.length();
                    }),
                    median(() -> ours.decodeFromWire(0, frame).timeMillis()),
                    median(() -> roundTrip(ours, message).timeMillis()),
                    median(() -> roundTrip(theirs, object).size()));
        }
    }

    private static <T> T roundTrip(MessageCodec<T, T> codec, T body) {
        Buffer wire = Buffer.buffer(WIRE_BYTES);
        codec.encodeToWire(wire, body);
        return codec.decodeFromWire(0, wire);
    }

    private static long median(LongSupplier once) {
        long[] nanos = new long[ROUNDS];
        long sum = 0;
        for (int round = 0; round < ROUNDS; round++) {
            long start = System.nanoTime();
            for (int i = 0; i < PER_ROUND; i++) {
                sum += once.getAsLong();
            }
            nanos[round] = (System.nanoTime() - start) / PER_ROUND;
        }
        Arrays.sort(nanos);
        return sum == Long.MIN_VALUE ? -1 : nanos[ROUNDS / 2];
    }
}
