package dev.busway.bus.breaker;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** A circuit's meters: read from its own counts, so that a call pays nothing for them. */
final class CircuitMeters {
    private final MeterRegistry registry;
    private final Circuit circuit;
    private final Tags tags;
    private final List<Meter> meters = new ArrayList<>();
    private final Map<BreakerState, Counter> transitions = new EnumMap<>(BreakerState.class);

    CircuitMeters(MeterRegistry registry, Circuit circuit) {
        this.registry = registry;
        this.circuit = circuit;
        this.tags = Tags.of("operation", circuit.operation(), "target", circuit.target());
        meters.add(Gauge.builder("busway.breaker.state", circuit, one -> one.standing()
                        .state()
                        .level())
                .description("0 closed, 1 half-open, 2 open")
                .tags(tags)
                .register(registry));
        for (BreakerState to : BreakerState.values()) {
            Counter counter = Counter.builder("busway.breaker.transitions")
                    .description("Changes of the state, by the new one")
                    .tags(tags)
                    .tag("to", to.word())
                    .register(registry);
            transitions.put(to, counter);
            meters.add(counter);
        }
        calls("healthy", seen -> seen.healthy());
        calls("failed", seen -> seen.failed());
        calls("slow", seen -> seen.slow());
        calls("uncounted", seen -> seen.uncounted());
        calls("late", seen -> seen.late());
        calls("refused", seen -> seen.refused());
    }

    private void calls(String outcome, ToDoubleFunction<Standing.Seen> count) {
        meters.add(FunctionCounter.builder(
                        "busway.breaker.calls",
                        circuit,
                        one -> count.applyAsDouble(one.standing().seen()))
                .description("Calls by what they told of their target; slow ones are healthy or failed too")
                .tags(tags)
                .tag("outcome", outcome)
                .register(registry));
    }

    void changed(BreakerState to) {
        Counter counter = transitions.get(to);
        if (counter != null) {
            counter.increment();
        }
    }

    void remove() {
        meters.forEach(registry::remove);
    }
}
