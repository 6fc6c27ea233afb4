package dev.busway.postgres;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;

/**
 * What the database keeps of its log for the relay, {@code busway.relay.wal.bytes}, as the reader saw it last; says so in the log
 * when it grows, and in what the node tells of its health. Used on the relay's context; the gauge on any thread.
 */
final class RelayMeters {
    private static final long MUCH = 1L << 30;
    private static final Duration SAY_EVERY = Duration.ofMinutes(1);

    private volatile double bytes;
    private volatile List<String> warnings = List.of();
    private long said = System.nanoTime() - SAY_EVERY.toNanos();

    RelayMeters(MeterRegistry meters) {
        Gauge.builder("busway.relay.wal.bytes", this, relay -> relay.bytes)
                .description("What the database keeps of its log for the relay")
                .baseUnit("bytes")
                .register(meters);
    }

    /** Safe on any thread. */
    List<String> warnings() {
        return warnings;
    }

    void saw(RelayLook look) {
        bytes = look.walBytes();
        boolean nearEnd = look.safeBytes() >= 0 && look.safeBytes() < look.walBytes();
        boolean much = look.walBytes() > MUCH || nearEnd;
        warnings = much
                ? List.of("The database keeps " + look.walBytes() + " bytes of its log for the relay"
                        + (look.safeBytes() < 0 ? "." : " and gives it up in " + look.safeBytes() + " more.")
                        + " Mend: see busway relay show; busway relay switch poll.")
                : List.of();
        if (much && System.nanoTime() - said > SAY_EVERY.toNanos()) {
            said = System.nanoTime();
            Failures.LOG
                    .atWarn()
                    .addKeyValue("bytes", look.walBytes())
                    .addKeyValue("left_before_it_is_given_up", look.safeBytes())
                    .log("the database keeps much of its log for the relay");
        }
    }
}
