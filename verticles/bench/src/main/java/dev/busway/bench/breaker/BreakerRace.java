package dev.busway.bench.breaker;

import dev.busway.bench.Duel;
import dev.busway.bench.Race;
import io.vertx.core.json.JsonObject;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** What breaker, limit and deadline add to a call: JMH, each arm in JVMs of its own, one a round. */
public final class BreakerRace implements Race {
    private static final int ITERATIONS = 5;
    private static final String ALLOCATED = "gc.alloc.rate.norm";

    /** Of one call. */
    private record Cost(double nanos, double bytes) {
        Cost beyond(Cost bare) {
            return new Cost(nanos - bare.nanos, bytes - bare.bytes);
        }
    }

    @Override
    public int fewestRounds() {
        return 1;
    }

    @Override
    public int usualRounds() {
        return 2;
    }

    @Override
    public int usualSeconds() {
        return 1;
    }

    @Override
    public int usualWarmUpSeconds() {
        return 4;
    }

    @Override
    public String run(Duel.Settings settings) throws Exception {
        int warmUps = settings.size() == Duel.Size.SHORT ? 1 : ITERATIONS;
        Collection<RunResult> results = new Runner(new OptionsBuilder()
                        .include(CallCost.class.getName())
                        .include(EngineCost.class.getName())
                        .addProfiler(GCProfiler.class)
                        .forks(settings.rounds())
                        .warmupIterations(warmUps)
                        .warmupTime(TimeValue.milliseconds(settings.warmUp().toMillis() / warmUps))
                        .measurementIterations(settings.size() == Duel.Size.SHORT ? 1 : ITERATIONS)
                        .measurementTime(TimeValue.milliseconds(settings.round().toMillis()))
                        .jvmArgs("-Xms512m", "-Xmx512m", "-XX:+UseSerialGC")
                        .shouldFailOnError(true)
                        .verbosity(VerboseMode.NORMAL)
                        .build())
                .run();
        Map<String, Cost> costs = results.stream().collect(Collectors.toMap(BreakerRace::name, BreakerRace::cost));
        return line(costs::get);
    }

    private static String line(Function<String, Cost> costs) {
        Cost bare = costs.apply("CallCost.bare");
        Cost ours = costs.apply("CallCost.ours").beyond(bare);
        Cost resilience4j = costs.apply("CallCost.resilience4j").beyond(bare);
        Cost vertx = costs.apply("CallCost.vertx").beyond(bare);
        return new JsonObject()
                .put("bench", "breaker")
                .put("addedNanos", Math.round(ours.nanos()))
                .put("addedBytes", Math.round(ours.bytes()))
                .put(
                        "ratios",
                        new JsonObject()
                                .put("resilience4j", hundredths(ours.nanos() / resilience4j.nanos()))
                                .put("vertx", hundredths(ours.nanos() / vertx.nanos())))
                .put("bareNanos", Math.round(bare.nanos()))
                .put("resilience4jNanos", Math.round(resilience4j.nanos()))
                .put("resilience4jBytes", Math.round(resilience4j.bytes()))
                .put("vertxNanos", Math.round(vertx.nanos()))
                .put("vertxBytes", Math.round(vertx.bytes()))
                .put("engineNanos", Math.round(costs.apply("EngineCost.ours").nanos()))
                .put(
                        "engineResilience4jNanos",
                        Math.round(costs.apply("EngineCost.resilience4j").nanos()))
                .encode();
    }

    private static String name(RunResult result) {
        List<String> parts = List.of(result.getParams().getBenchmark().split("\\."));
        return String.join(".", parts.subList(parts.size() - 2, parts.size()));
    }

    private static Cost cost(RunResult result) {
        return new Cost(
                result.getPrimaryResult().getScore(),
                Objects.requireNonNull(result.getSecondaryResults().get(ALLOCATED), ALLOCATED)
                        .getScore());
    }

    private static double hundredths(double value) {
        return Math.round(value * 100) / 100.0;
    }
}
