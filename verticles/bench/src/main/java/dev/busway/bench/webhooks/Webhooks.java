package dev.busway.bench.webhooks;

import dev.busway.bench.fleet.Fleet;
import dev.busway.bench.webhooks.EventFile.Webhook;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** {@code scripts/webhooks}: posts a file of webhooks and says what became of them. */
public final class Webhooks {
    private static final int USAGE_STATUS = 2;
    private static final int EVERY = 50;

    private Webhooks() {}

    public static void main(String[] arguments) throws InterruptedException {
        if (List.of(arguments).contains("--help")) {
            System.out.println(WebhooksOptions.USAGE);
            return;
        }
        try {
            WebhooksOptions options = WebhooksOptions.parse(List.of(arguments));
            System.exit(run(options, EventFile.read(options.file())));
        } catch (IllegalArgumentException wrong) {
            System.err.println("webhooks: " + wrong.getMessage() + "\n" + WebhooksOptions.USAGE);
        } catch (IOException | IllegalStateException failed) {
            System.err.println("webhooks: " + failed);
        }
        System.exit(USAGE_STATUS);
    }

    private static int run(WebhooksOptions options, List<Webhook> webhooks) throws IOException, InterruptedException {
        HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(2))
                .build();
        if (options.url().isPresent()) {
            return post(client, options.url().get(), webhooks);
        }
        System.err.println("webhooks: starting Kafka, PostgreSQL and a node");
        try (Fleet fleet = Fleet.start(1, Optional.empty(), client)) {
            return post(client, fleet.urls().get(0), webhooks);
        }
    }

    private static int post(HttpClient client, URI node, List<Webhook> webhooks) throws InterruptedException {
        Deliveries deliveries = new Deliveries(client, node);
        int posted = 0;
        for (Webhook webhook : webhooks) {
            deliveries.post(webhook);
            if (++posted % EVERY == 0) {
                System.err.println("webhooks: " + posted + "/" + webhooks.size());
            }
        }
        deliveries.problems().forEach(System.out::println);
        System.out.println(new JsonObject()
                .put("accepted", deliveries.accepted())
                .put("refused", deliveries.refused())
                .put("failed", deliveries.failed())
                .encode());
        return deliveries.failed() == 0 ? 0 : 1;
    }
}
