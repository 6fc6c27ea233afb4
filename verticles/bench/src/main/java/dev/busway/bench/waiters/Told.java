package dev.busway.bench.waiters;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** How long it took until those who waited were told, by the way they waited. Used by one thread at a time. */
final class Told {
    static final String LONG_POLL = "longPoll";
    static final String SSE = "sse";
    static final String SOCKJS = "sockjs";
    private static final int DIGITS = 3;
    private static final double NANOS_PER_MILLI = TimeUnit.MILLISECONDS.toNanos(1);

    private final Map<String, Histogram> ways = new LinkedHashMap<>();

    Told() {
        List.of(LONG_POLL, SSE, SOCKJS).forEach(way -> ways.put(way, new Histogram(DIGITS)));
    }

    void add(String way, long nanos) {
        histogram(way).recordValue(Math.max(0, nanos));
    }

    void add(Told other) {
        other.ways.forEach((way, seen) -> histogram(way).add(seen));
    }

    /** How many operations were waited for in every way. */
    long operations() {
        return ways.values().stream().mapToLong(Histogram::getTotalCount).min().orElse(0);
    }

    private Histogram histogram(String way) {
        return ways.computeIfAbsent(way, first -> new Histogram(DIGITS));
    }

    /** A line for people. */
    String line() {
        List<String> parts = new ArrayList<>();
        ways.forEach((way, seen) -> parts.add(String.format(
                Locale.ROOT,
                "%s p50 %.1f p99 %.1f max %.1f ms",
                way,
                millis(seen.getValueAtPercentile(50)),
                millis(seen.getValueAtPercentile(99)),
                millis(seen.getMaxValue()))));
        return String.join("   ", parts);
    }

    /** The last line. */
    String last() {
        return new JsonObject()
                .put("bench", "waiters")
                .put("p99Ms", percentile(99))
                .put("p50Ms", percentile(50))
                .put("operations", operations())
                .encode();
    }

    private JsonObject percentile(double percent) {
        JsonObject out = new JsonObject();
        ways.forEach((way, seen) -> out.put(way, millis(seen.getValueAtPercentile(percent))));
        return out;
    }

    /** To a hundredth. */
    private static double millis(long nanos) {
        return Math.round(nanos / NANOS_PER_MILLI * 100) / 100.0;
    }
}
