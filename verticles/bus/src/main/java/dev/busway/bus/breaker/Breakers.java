package dev.busway.bus.breaker;

import dev.busway.contract.BreakerSpec;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Every circuit of one node: one for each operation and target. A target is wherever calls go: a channel and its group, a host, an
 * instance of the registry. Safe on any thread; a caller keeps the circuit that it uses often.
 */
public final class Breakers {
    /** Where each change of a circuit is published on the event bus, once, as JSON. */
    public static final String ADDRESS = "busway.breakers";

    /** Targets of one operation; a further one takes the place of who was idle longest. */
    public static final int MOST_TARGETS = 256;

    private record Entry(Circuit circuit, CircuitMeters meters) {}

    private final LongSupplier clock;
    private final MeterRegistry meters;
    private final Ledger ledger;
    private final Map<String, Map<String, Entry>> byOperation = new HashMap<>();

    public Breakers(Vertx vertx, String node, MeterRegistry meters) {
        this(vertx, node, meters, System::nanoTime);
    }

    /**
     * With a clock of its own.
     *
     * @param clock nanoseconds, for tests
     */
    public Breakers(Vertx vertx, String node, MeterRegistry meters, LongSupplier clock) {
        this.clock = clock;
        this.meters = meters;
        this.ledger = new Ledger(vertx, node);
    }

    /**
     * The circuit of calls of {@code operation} to {@code target}; made when it is first asked for, with the settings that are
     * then given.
     */
    public synchronized Circuit circuit(String operation, String target, BreakerSpec spec) {
        Map<String, Entry> targets = byOperation.computeIfAbsent(operation, first -> new HashMap<>());
        Entry known = targets.get(target);
        if (known != null) {
            return known.circuit();
        }
        if (targets.size() >= MOST_TARGETS) {
            forget(targets);
        }
        Entry made = made(operation, target, spec);
        targets.put(target, made);
        return made.circuit();
    }

    private Entry made(String operation, String target, BreakerSpec spec) {
        Circuit circuit = new Circuit(operation, target, spec, clock, ledger);
        CircuitMeters its = new CircuitMeters(meters, circuit);
        circuit.countedBy(its::changed);
        return new Entry(circuit, its);
    }

    /** What an operator holds goes only when there is nothing else. */
    private void forget(Map<String, Entry> targets) {
        long now = clock.getAsLong();
        targets.values().stream()
                .max(Comparator.<Entry, Boolean>comparing(
                                entry -> entry.circuit().standing().mode() == Mode.AUTO)
                        .thenComparing(entry -> entry.circuit().idleNanos(now)))
                .ifPresent(idlest -> {
                    targets.remove(idlest.circuit().target());
                    idlest.meters().remove();
                });
    }

    /** By name. */
    public synchronized List<Circuit> all() {
        return byOperation.values().stream()
                .flatMap(targets -> targets.values().stream())
                .map(Entry::circuit)
                .sorted(Comparator.comparing(Circuit::name))
                .toList();
    }

    /** The one with this {@link Circuit#name}. */
    public Optional<Circuit> find(String name) {
        return all().stream().filter(circuit -> circuit.name().equals(name)).findFirst();
    }

    /**
     * An operator decides; it is logged and kept with the circuit.
     *
     * @param by who and from where
     * @param reason in the operator's words; may be empty
     */
    public void set(Circuit circuit, Mode mode, String by, String reason) {
        Circuit.Hand hand = new Circuit.Hand(mode, by, reason, Instant.now());
        ledger.decided(circuit, hand);
        circuit.set(hand);
    }
}
