package dev.busway.bench.demo;

import dev.busway.bench.fleet.Fleet;
import dev.busway.bench.fleet.Progress;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpClient;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/** {@code scripts/demo}: orders over several nodes, and what the books show afterwards. */
public final class Demo {
    private static final int USAGE_STATUS = 2;

    private Demo() {}

    public static void main(String[] arguments) throws InterruptedException {
        if (List.of(arguments).contains("--help")) {
            System.out.println(DemoOptions.USAGE);
            return;
        }
        DemoOptions options;
        try {
            options = DemoOptions.parse(List.of(arguments));
        } catch (IllegalArgumentException wrong) {
            System.err.println("demo: " + wrong.getMessage() + "\n" + DemoOptions.USAGE);
            System.exit(USAGE_STATUS);
            return;
        }
        System.exit(status(options));
    }

    private static int status(DemoOptions options) throws InterruptedException {
        try {
            return run(options);
        } catch (IOException | SQLException | IllegalStateException failed) {
            System.err.println("demo: " + failed.getMessage());
            return 1;
        }
    }

    private static int run(DemoOptions options) throws IOException, InterruptedException, SQLException {
        HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(2))
                .build();
        try (Progress progress = new Progress("demo", line -> System.err.println(line))) {
            progress.say("starting Kafka, PostgreSQL and " + options.nodes() + " nodes");
            try (Fleet fleet = Fleet.start(options.nodes(), options.logs(), client)) {
                Run.Result result = new Run(options, fleet, client, progress).run();
                result.verdict().findings().forEach(progress::say);
                System.out.println(line(result));
                return result.verdict().clean() ? 0 : 1;
            }
        }
    }

    private static String line(Run.Result result) {
        Verdict verdict = result.verdict();
        double seconds = Math.round(result.took().toMillis() / 10.0) / 100.0;
        return new JsonObject()
                .put("orders", verdict.orders())
                .put("finished", verdict.finished())
                .put("lost", verdict.lost())
                .put("doubled", verdict.doubled())
                .put("outOfOrder", verdict.outOfOrder())
                .put("seconds", seconds)
                .put("ordersPerSecond", Math.round(verdict.finished() / Math.max(seconds, 0.01)))
                .encode();
    }
}
