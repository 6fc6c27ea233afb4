package dev.busway.bench;

import dev.busway.bus.Bus;
import dev.busway.bus.Channel;
import dev.busway.message.Message;
import dev.busway.message.Payload;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Request and reply on the bus: our message with the full pipeline, against a bare event bus with a JsonObject. */
final class BusRace implements Race {
    static final String BARE = "bare.echo";
    static final String OURS = "bench.echo";
    private static final int CONCURRENCY = 64;
    private static final int SMALL = 200;
    private static final int LARGE = 4096;
    private static final long OPEN_SECONDS = 60;
    private static final List<String> JVM = List.of("-Xms512m", "-Xmx512m", "-XX:+UseSerialGC");

    @Override
    public String run(Duel.Settings settings) throws Exception {
        Map<String, Double> ratios = new LinkedHashMap<>();
        Map<String, Double> beside = new LinkedHashMap<>();
        local(settings, ratios, beside);
        cluster(settings, ratios, beside);
        return LastLine.of("bus", ratios, beside);
    }

    /** Caller and handler on one context, so that only the pipeline makes the difference. */
    private static void local(Duel.Settings settings, Map<String, Double> ratios, Map<String, Double> beside)
            throws Exception {
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
        Bus bus = await(BenchBus.open(vertx, "bench", Map.of()));
        await(BusMember.answerBoth(vertx, bus));
        Duel duel = new Duel(vertx.getOrCreateContext(), settings, Bench::cpuNanos, System.out);
        Verdict small = duel.fight("local200", CONCURRENCY, ours(bus, SMALL), bare(vertx, SMALL));
        Verdict large = duel.fight("local4k", CONCURRENCY, ours(bus, LARGE), bare(vertx, LARGE));
        ratios.put("local200", small.ratio(Sample::perSecond));
        ratios.put("local4k", large.ratio(Sample::perSecond));
        beside.put("localAddedNanos", small.difference(Sample::cpuNanosPerCall));
        await(vertx.close());
    }

    /** Caller here, handler in another JVM. */
    private static void cluster(Duel.Settings settings, Map<String, Double> ratios, Map<String, Double> beside)
            throws Exception {
        int port = FreePort.next();
        int other = FreePort.next();
        Vertx vertx = BusMember.join(port, other);
        try (ChildJvm answers =
                ChildJvm.start(BusMember.class, JVM, List.of(Integer.toString(other), Integer.toString(port)))) {
            Bus bus = await(BenchBus.open(vertx, "asks", Map.of()));
            Duel duel = new Duel(
                    vertx.getOrCreateContext(), settings, () -> Bench.cpuNanos() + answers.cpuNanos(), System.out);
            Verdict small = duel.fight("cluster200", CONCURRENCY, ours(bus, SMALL), bare(vertx, SMALL));
            Verdict large = duel.fight("cluster4k", CONCURRENCY, ours(bus, LARGE), bare(vertx, LARGE));
            ratios.put("cluster200", small.ratio(Sample::perSecond));
            ratios.put("cluster4k", large.ratio(Sample::perSecond));
            beside.put("cluster200Cpu", small.ratio(Sample::cpuNanosPerCall));
            beside.put("cluster4kCpu", large.ratio(Sample::cpuNanosPerCall));
        }
        await(vertx.close());
    }

    static Arm ours(Bus bus, int size) {
        Channel channel = bus.channel(OURS);
        Payload payload = Payload.of(Payloads.ofBytes(size));
        return () -> channel.request(Message.of("bench.Order", payload));
    }

    static Arm bare(Vertx vertx, int size) {
        EventBus eventBus = vertx.eventBus();
        JsonObject body = Payloads.ofBytes(size);
        return () -> eventBus.request(BARE, body);
    }

    static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(OPEN_SECONDS, TimeUnit.SECONDS);
    }
}
