package dev.busway.bench;

import dev.busway.bus.Bus;
import dev.busway.config.Section;
import dev.busway.testkit.embedded.ChildKafka;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Keyed records of 200 B: sent through a channel and handled by a group, against a raw producer and a raw poll loop. Both sides
 * run in this process; CPU is this process's and the broker's.
 */
final class KafkaRace implements Race {
    static final String CHANNEL = "bench.facts";

    private static final int CONCURRENCY = 64;
    /** How many records are there to be consumed for each second of a round. */
    private static final int RECORDS_PER_SECOND = 200_000;

    @Override
    public String run(Duel.Settings settings) throws Exception {
        Path home = Files.createTempDirectory("bench-kafka");
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
        try (ChildKafka kafka = ChildKafka.start(home)) {
            Section config = new Section("kafka", Map.of("bootstrap", kafka.bootstrap()));
            Bus bus = BusRace.await(BenchBus.open(vertx, "bench", Map.of("kafka", config)));
            Map<String, Double> ratios = new LinkedHashMap<>();
            Map<String, Double> beside = new LinkedHashMap<>();
            Duel duel = new Duel(vertx.getOrCreateContext(), settings, () -> cpuNanos(kafka), System.out);
            // First, while the topic holds only what this leg itself counts.
            consume(settings, duel, kafka, bus, ratios, beside);
            produce(duel, vertx, kafka, bus, ratios, beside);
            BusRace.await(vertx.close());
            return LastLine.of("kafka", ratios, beside);
        } finally {
            HttpKafkaRace.delete(home);
        }
    }

    private static void produce(
            Duel duel, Vertx vertx, ChildKafka kafka, Bus bus, Map<String, Double> ratios, Map<String, Double> beside)
            throws InterruptedException {
        try (RawProducer raw = new RawProducer(vertx, kafka.bootstrap())) {
            Verdict verdict = duel.fight("produce", CONCURRENCY, new Facts(bus.channel(CHANNEL)), raw);
            ratios.put("produce", verdict.ratio(Sample::perSecond));
            beside.put("produceCpu", verdict.ratio(Sample::cpuNanosPerCall));
        }
    }

    private static void consume(
            Duel.Settings settings,
            Duel duel,
            ChildKafka kafka,
            Bus bus,
            Map<String, Double> ratios,
            Map<String, Double> beside)
            throws Exception {
        long records = settings.round().toSeconds() * RECORDS_PER_SECOND;
        Facts.fill(kafka.bootstrap(), records);
        ConsumeLegs legs = new ConsumeLegs(kafka.bootstrap(), bus, records, () -> cpuNanos(kafka));
        Verdict verdict = duel.fight("consume", legs::ours, legs::raw);
        ratios.put("consume", verdict.ratio(Sample::perSecond));
        beside.put("consumeCpu", verdict.ratio(Sample::cpuNanosPerCall));
    }

    private static long cpuNanos(ChildKafka kafka) {
        return Bench.cpuNanos()
                + ProcessHandle.of(kafka.pid())
                        .flatMap(broker -> broker.info().totalCpuDuration())
                        .map(Duration::toNanos)
                        .orElse(0L);
    }
}
