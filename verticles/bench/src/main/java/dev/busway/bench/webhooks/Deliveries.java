package dev.busway.bench.webhooks;

import dev.busway.bench.webhooks.EventFile.Webhook;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/** Posts webhooks one after the other and counts the answers. Blocks; one thread. */
final class Deliveries {
    private static final Duration LONGEST_CALL = Duration.ofSeconds(20);
    private static final int FIRST_GOOD = 200;
    private static final int AFTER_GOOD = 300;
    private static final int INVALID = 422;

    private final HttpClient client;
    private final URI node;
    private final Map<String, String> problems = new LinkedHashMap<>();
    private int accepted;
    private int refused;
    private int failed;

    Deliveries(HttpClient client, URI node) {
        this.client = client;
        this.node = node;
    }

    void post(Webhook webhook) throws InterruptedException {
        URI target = node.resolve("/webhooks/" + URLEncoder.encode(webhook.event(), StandardCharsets.UTF_8));
        HttpRequest request = HttpRequest.newBuilder(target)
                .timeout(LONGEST_CALL)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(webhook.payload()))
                .build();
        try {
            count(webhook, client.send(request, BodyHandlers.ofString()));
        } catch (IOException noAnswer) {
            failed++;
            note(webhook, "no answer", noAnswer.toString());
        }
    }

    private void count(Webhook webhook, HttpResponse<String> response) {
        int status = response.statusCode();
        if (status >= FIRST_GOOD && status < AFTER_GOOD) {
            accepted++;
        } else if (status == INVALID) {
            refused++;
            invalid(webhook, response.body());
        } else {
            failed++;
            note(webhook, "status " + status, response.body());
        }
    }

    private void invalid(Webhook webhook, String body) {
        try {
            JsonArray errors = new JsonObject(body).getJsonArray("errors", new JsonArray());
            JsonObject fault = errors.isEmpty() ? new JsonObject() : errors.getJsonObject(0);
            String reason = fault.getString("reason", "no reason given");
            note(webhook, webhook.event() + ": " + reason, place(fault) + " " + reason);
        } catch (DecodeException noJson) {
            failed++;
            refused--;
            note(webhook, "a refusal that is no JSON", body);
        }
    }

    /** The JSON pointer of a fault; the empty one is the whole payload. */
    private static String place(JsonObject fault) {
        String pointer = fault.getString("pointer", "no pointer");
        return pointer.isEmpty() ? "\"\"" : pointer;
    }

    private void note(Webhook webhook, String kind, String sentence) {
        problems.putIfAbsent(kind, "line " + webhook.line() + ", " + webhook.event() + ": " + sentence);
    }

    /** The first problem of each kind. */
    Collection<String> problems() {
        return problems.values();
    }

    int accepted() {
        return accepted;
    }

    int refused() {
        return refused;
    }

    int failed() {
        return failed;
    }
}
