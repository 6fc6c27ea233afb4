package dev.busway.bench.breaker;

import dev.busway.bus.breaker.Breaker;
import dev.busway.bus.breaker.Evidence;
import dev.busway.bus.breaker.RateBreaker;
import dev.busway.contract.BreakerSpec;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** The engines alone: asked for one call and told of its end. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class EngineCost {
    private final Breaker ours = new RateBreaker(BreakerSpec.DEFAULTS, transition -> {});
    private final CircuitBreaker resilience4j = CircuitBreaker.ofDefaults("engine");

    /** Our engine behind its port. */
    @Benchmark
    public void ours() {
        long began = System.nanoTime();
        long pass = ours.enter(began);
        long now = System.nanoTime();
        ours.leave(pass, Evidence.HEALTHY, now - began, now);
    }

    /** The engine that could stand there instead. */
    @Benchmark
    public void resilience4j() {
        resilience4j.acquirePermission();
        long began = resilience4j.getCurrentTimestamp();
        resilience4j.onSuccess(resilience4j.getCurrentTimestamp() - began, resilience4j.getTimestampUnit());
    }
}
