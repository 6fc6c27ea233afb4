package dev.busway.bus.stage;

import dev.busway.bus.Outcome;
import dev.busway.bus.Problem;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The meters of one channel and direction: {@code busway.messages{channel,direction,outcome}} and {@code
 * busway.latency{channel,direction}}, buckets from 1 ms to 10 s. Meters are made once and kept: a look-up by name costs more than all
 * stages. Safe on any thread.
 */
final class OutcomeMeters {
    /** Outcomes have numbers below this. */
    static final int WORDS = 32;

    private static final Duration[] BUCKETS = {
        Duration.ofMillis(1),
        Duration.ofMillis(2),
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(20),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(200),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofSeconds(2),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10)
    };
    /** The words of all outcomes; their places are their numbers. */
    private static final List<String> ALL =
            new ArrayList<>(List.of("replied", "delivered", "accepted", "repeated", "gathered"));

    private static final Map<Problem.Kind, Integer> REFUSALS = new EnumMap<>(Problem.Kind.class);

    static {
        for (Problem.Kind kind : Problem.Kind.values()) {
            REFUSALS.put(kind, ALL.size());
            ALL.add(kind.code().toLowerCase(Locale.ROOT));
        }
    }

    private final MeterRegistry meters;
    private final String channel;
    private final String direction;
    private final Timer latency;
    /** Filled when first needed, so that only outcomes that happened have a meter. */
    private final AtomicReferenceArray<Counter> counters = new AtomicReferenceArray<>(WORDS);

    /** @param direction {@code call} or {@code handle} */
    OutcomeMeters(MeterRegistry meters, String channel, String direction) {
        this.meters = meters;
        this.channel = channel;
        this.direction = direction;
        this.latency = Timer.builder("busway.latency")
                .description("From the call, or from the taking, of a message to its outcome")
                .tag("channel", channel)
                .tag("direction", direction)
                .serviceLevelObjectives(BUCKETS)
                .register(meters);
    }

    /** What became of a message, as a number. */
    static int number(Outcome outcome) {
        if (outcome instanceof Outcome.Replied) {
            return 0;
        }
        if (outcome instanceof Outcome.Delivered) {
            return 1;
        }
        if (outcome instanceof Outcome.Refused refused) {
            return Objects.requireNonNull(REFUSALS.get(refused.problem().kind()));
        }
        if (outcome instanceof Outcome.Accepted) {
            return 2;
        }
        return outcome instanceof Outcome.Repeated ? 3 : 4;
    }

    /** One message with this outcome, which took so long. */
    void add(int outcome, long nanos) {
        Counter counter = counters.get(outcome);
        (counter == null ? counter(outcome) : counter).increment();
        latency.record(nanos, TimeUnit.NANOSECONDS);
    }

    /** The registry gives the same one to whoever asks, so two threads at once do no harm. */
    private Counter counter(int outcome) {
        Counter made = Counter.builder("busway.messages")
                .description("Messages by what became of them")
                .tag("channel", channel)
                .tag("direction", direction)
                .tag("outcome", ALL.get(outcome))
                .register(meters);
        counters.set(outcome, made);
        return made;
    }
}
