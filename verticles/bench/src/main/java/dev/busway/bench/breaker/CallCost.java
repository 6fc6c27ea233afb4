package dev.busway.bench.breaker;

import dev.busway.bus.Outcome;
import dev.busway.bus.Pipeline;
import dev.busway.bus.breaker.Breakers;
import dev.busway.bus.stage.Deadline;
import dev.busway.bus.stage.Guard;
import dev.busway.bus.stage.Limit;
import dev.busway.contract.BreakerSpec;
import dev.busway.message.Message;
import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.circuitbreaker.CircuitBreaker;
import io.vertx.circuitbreaker.CircuitBreakerOptions;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A call with breaker, limit and deadline: ours as the pipeline has them, others' as one would write it with Vert.x. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(Loop.CALLS)
public class CallCost {
    private static final int MOST = 1024;
    private static final long TIMEOUT_MILLIS = 5_000;

    private final Loop loop = new Loop();

    private final Pipeline pipeline = new Pipeline(
            List.of(
                    new Limit("the operation call", MOST),
                    new Guard(
                            new Breakers(loop.vertx, "bench", new SimpleMeterRegistry())
                                    .circuit("call", "bench", BreakerSpec.DEFAULTS),
                            Duration.ofMillis(TIMEOUT_MILLIS / 2)),
                    new Deadline(loop.vertx, any -> TIMEOUT_MILLIS, Deadline.Travel.WITH_MESSAGE, Duration.ZERO)),
            loop::call);

    private final io.github.resilience4j.circuitbreaker.CircuitBreaker resilience4j =
            io.github.resilience4j.circuitbreaker.CircuitBreaker.of(
                    "call",
                    CircuitBreakerConfig.custom()
                            .slidingWindowSize(BreakerSpec.DEFAULTS.window())
                            .minimumNumberOfCalls(BreakerSpec.DEFAULTS.minimumCalls())
                            .permittedNumberOfCallsInHalfOpenState(BreakerSpec.DEFAULTS.probes())
                            .build());
    private final Bulkhead bulkhead = Bulkhead.of(
            "call",
            BulkheadConfig.custom()
                    .maxConcurrentCalls(MOST)
                    .maxWaitDuration(Duration.ZERO)
                    .build());

    private final CircuitBreaker vertx =
            CircuitBreaker.create("call", loop.vertx, new CircuitBreakerOptions().setTimeout(TIMEOUT_MILLIS));
    /** It has none of its own. */
    private final Limit limitOfVertx = new Limit("the operation call", MOST);

    /** A call with nothing around it. */
    @Benchmark
    public void bare() throws InterruptedException {
        loop.turn(loop::call);
    }

    /** Our three stages. */
    @Benchmark
    public void ours() throws InterruptedException {
        loop.turn(pipeline::run);
    }

    /** Breaker and bulkhead of resilience4j by their cheapest interface, and the deadline by Vert.x. */
    @Benchmark
    public void resilience4j() throws InterruptedException {
        loop.turn(this::byResilience4j);
    }

    /** The breaker of Vert.x with its own deadline, behind our limit. */
    @Benchmark
    public void vertx() throws InterruptedException {
        loop.turn(message -> limitOfVertx.pass(
                message, limited -> vertx.execute(promise -> loop.call(limited).onComplete(promise))));
    }

    private Future<Outcome> byResilience4j(Message message) {
        bulkhead.acquirePermission();
        resilience4j.acquirePermission();
        long began = resilience4j.getCurrentTimestamp();
        return loop.call(message).timeout(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS).onComplete((outcome, failure) -> {
            bulkhead.onComplete();
            long took = resilience4j.getCurrentTimestamp() - began;
            if (failure == null) {
                resilience4j.onSuccess(took, resilience4j.getTimestampUnit());
            } else {
                resilience4j.onError(took, resilience4j.getTimestampUnit(), failure);
            }
        });
    }

    /** Ends the event loop. */
    @TearDown
    public void close() {
        loop.close();
    }
}
