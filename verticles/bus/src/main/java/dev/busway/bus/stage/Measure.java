package dev.busway.bus.stage;

import dev.busway.bus.Outcome;
import dev.busway.bus.Problem;
import dev.busway.bus.Stage;
import dev.busway.message.Message;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Counts outcomes ({@code busway.messages{channel,direction,outcome}}) and times them ({@code busway.latency{channel,direction}},
 * buckets from 1 ms to 10 s). Meters are made once and kept: a look-up by name costs more than all other stages.
 */
public final class Measure implements Stage {
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
    private static final Map<Problem.Kind, String> REFUSALS = refusals();

    private final MeterRegistry meters;
    private final String channel;
    private final String direction;
    private final Timer latency;
    /** Filled when first needed, so that only outcomes that happened have a meter. */
    private final Map<String, Counter> counters = new ConcurrentHashMap<>();

    /** @param direction {@code call} or {@code handle} */
    public Measure(MeterRegistry meters, String channel, String direction) {
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

    @Override
    public Future<Outcome> pass(Message message, Next next) {
        long start = System.nanoTime();
        Future<Outcome> passed = next.pass(message);
        if (passed.isComplete()) {
            seen(passed.result(), start);
            return passed;
        }
        return passed.onComplete((outcome, never) -> seen(outcome, start));
    }

    /**
     * One message has its outcome.
     *
     * @param start {@link System#nanoTime} when it came
     */
    public void seen(Outcome outcome, long start) {
        String word = word(outcome);
        Counter counter = counters.get(word);
        (counter == null ? counters.computeIfAbsent(word, this::counter) : counter).increment();
        latency.record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
    }

    private static String word(Outcome outcome) {
        if (outcome instanceof Outcome.Replied) {
            return "replied";
        }
        if (outcome instanceof Outcome.Delivered) {
            return "delivered";
        }
        if (outcome instanceof Outcome.Refused refused) {
            return REFUSALS.getOrDefault(refused.problem().kind(), "refused");
        }
        if (outcome instanceof Outcome.Accepted) {
            return "accepted";
        }
        return outcome instanceof Outcome.Repeated ? "repeated" : "gathered";
    }

    private Counter counter(String word) {
        return Counter.builder("busway.messages")
                .description("Messages by what became of them")
                .tag("channel", channel)
                .tag("direction", direction)
                .tag("outcome", word)
                .register(meters);
    }

    private static Map<Problem.Kind, String> refusals() {
        Map<Problem.Kind, String> words = new EnumMap<>(Problem.Kind.class);
        for (Problem.Kind kind : Problem.Kind.values()) {
            words.put(kind, kind.code().toLowerCase(Locale.ROOT));
        }
        return words;
    }
}
