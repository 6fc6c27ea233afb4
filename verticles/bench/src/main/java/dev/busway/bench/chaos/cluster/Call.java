package dev.busway.bench.chaos.cluster;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * One message to an address by the door of a node, and what its caller was told.
 *
 * @param end what became of it, for its caller
 * @param said the answer's body; empty where there is none
 */
record Call(int door, String address, String id, End end, JsonObject said) {
    /** Longer than any message of the contract may take, by far. */
    private static final Duration LONGEST = Duration.ofSeconds(8);

    enum End {
        SUCCESS,
        /** Refused with a code. */
        REFUSED,
        /** The door's connection broke: its caller sees that. */
        CLOSED,
        /** No answer, or one that says neither success nor why not. */
        SILENCE
    }

    static CompletableFuture<Call> make(HttpClient client, URI url, int door, String address, String id) {
        HttpRequest request = HttpRequest.newBuilder(url.resolve("/channels/" + address))
                .timeout(LONGEST)
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", id)
                .POST(BodyPublishers.ofString(JsonObject.of("key", id).encode()))
                .build();
        return client.sendAsync(request, BodyHandlers.ofString())
                .handle((answer, failure) -> failure == null
                        ? ended(door, address, id, answer)
                        : new Call(door, address, id, broken(failure), new JsonObject(Map.of())));
    }

    private static Call ended(int door, String address, String id, HttpResponse<String> answer) {
        JsonObject said = read(answer.body());
        if (answer.statusCode() / 100 == 2) {
            return new Call(door, address, id, End.SUCCESS, said);
        }
        return new Call(door, address, id, said.containsKey("code") ? End.REFUSED : End.SILENCE, said);
    }

    private static JsonObject read(String body) {
        try {
            return body.isEmpty() ? new JsonObject() : new JsonObject(body);
        } catch (DecodeException noJson) {
            return new JsonObject();
        }
    }

    private static End broken(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        boolean late = cause instanceof HttpTimeoutException && !(cause instanceof HttpConnectTimeoutException);
        return late ? End.SILENCE : End.CLOSED;
    }

    boolean succeeded() {
        return end == End.SUCCESS;
    }
}
