package dev.busway.bench.chaos;

import dev.busway.bench.chaos.cluster.ClusterChaos;
import dev.busway.bench.fleet.Progress;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpClient;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/** {@code scripts/chaos}: messages while everything around them dies, and what the books show afterwards. */
public final class Chaos {
    private static final int USAGE_STATUS = 2;
    private static final int MOST_SEED = 1_000_000_000;

    private static final String USAGE = ChaosOptions.USAGE + "\n\n" + ClusterChaos.USAGE;

    private Chaos() {}

    public static void main(String[] arguments) throws InterruptedException {
        List<String> words = List.of(arguments);
        if (words.isEmpty() || words.contains("--help")) {
            System.out.println(USAGE);
            System.exit(words.isEmpty() ? USAGE_STATUS : 0);
        }
        List<String> options = words.subList(1, words.size());
        int seed = new SecureRandom().nextInt(MOST_SEED);
        try {
            switch (words.get(0)) {
                case "outbox" -> System.exit(run(ChaosOptions.parse(options, seed)));
                case "cluster" -> System.exit(ClusterChaos.run(options, seed));
                default -> wrong("there is no chaos " + words.get(0) + "; there are: outbox, cluster");
            }
        } catch (IllegalArgumentException wrong) {
            wrong(String.valueOf(wrong.getMessage()));
        } catch (IOException | SQLException | IllegalStateException failed) {
            System.err.println("chaos: " + failed.getMessage());
            System.exit(1);
        }
    }

    private static void wrong(String sentence) {
        System.err.println("chaos: " + sentence + "\n" + USAGE);
        System.exit(USAGE_STATUS);
    }

    private static int run(ChaosOptions options) throws IOException, InterruptedException, SQLException {
        HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(2))
                .build();
        try (Progress progress = new Progress("chaos", line -> System.err.println(line))) {
            progress.say("starting Kafka, PostgreSQL and " + Arena.NODES + " nodes; seed " + options.seed());
            try (Arena arena = Arena.start(options.logs(), client)) {
                OutboxRun run = new OutboxRun(options, arena, progress);
                OutboxRun.Result result = run.run();
                result.verdict().findings().forEach(progress::say);
                System.out.println(line(options, result));
                return result.verdict().clean() ? 0 : 1;
            }
        }
    }

    private static String line(ChaosOptions options, OutboxRun.Result result) {
        JsonObject faults = new JsonObject();
        result.struck().forEach((fault, times) -> faults.put(fault.told(), times));
        faults.put("duplicate-post", result.duplicates());
        return new JsonObject()
                .put("accepted", result.accepted())
                .put("lost", result.verdict().lost())
                .put("doubledEffects", result.verdict().doubledEffects())
                .put("orderBreaks", result.verdict().orderBreaks())
                .put("faults", faults)
                .put("seconds", Math.round(result.took().toMillis() / 10.0) / 100.0)
                .put("seed", options.seed())
                .encode();
    }
}
