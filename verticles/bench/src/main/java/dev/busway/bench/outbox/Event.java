package dev.busway.bench.outbox;

import dev.busway.bench.Payloads;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;

/**
 * One event of 200 B: an order whose total is the event's number.
 *
 * @param number counts through the whole run
 */
record Event(int number) {
    /** Events with numbers that are equal modulo this have one key. */
    static final int KEYS = 1_000;

    static final String TYPE = "bench.Order";
    private static final int BYTES = 200;
    private static final byte[] TOTAL = "\"total\":".getBytes(StandardCharsets.US_ASCII);
    private static final JsonObject ORDER = Payloads.ofBytes(BYTES);

    String key() {
        return "o-" + number % KEYS;
    }

    JsonObject payload() {
        return ORDER.copy().put("orderId", key()).put("total", number);
    }

    /** The number in the payload of a record. */
    static int numberIn(byte[] payload) {
        int at = indexAfterTotal(payload);
        int number = 0;
        for (; at < payload.length && payload[at] >= '0' && payload[at] <= '9'; at++) {
            number = number * 10 + payload[at] - '0';
        }
        return number;
    }

    private static int indexAfterTotal(byte[] payload) {
        for (int start = 0; start + TOTAL.length < payload.length; start++) {
            int same = 0;
            while (same < TOTAL.length && payload[start + same] == TOTAL[same]) {
                same++;
            }
            if (same == TOTAL.length) {
                return start + same;
            }
        }
        throw new IllegalStateException(
                "a record is no event of this run: " + new String(payload, StandardCharsets.UTF_8));
    }
}
