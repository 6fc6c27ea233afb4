package dev.busway.bench.demo;

import dev.busway.bench.demo.OrderBook.Placement;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Clients that post orders, each to the next node in turn. One that gets no answer posts the same order with the same
 * idempotency key to another node: it cannot know whether the first call took effect, and need not.
 */
final class Customers {
    private static final int CLIENTS = 16;
    private static final Duration LONGEST_CALL = Duration.ofSeconds(10);
    private static final Duration LONGEST_TRY = Duration.ofMinutes(3);
    private static final Duration BETWEEN_TRIES = Duration.ofMillis(200);
    private static final int ACCEPTED = 202;
    private static final int FINISHED_ALREADY = 200;
    private static final int TOO_MANY = 429;
    private static final int SERVER_FAULT = 500;

    private final HttpClient client;
    private final List<URI> nodes;
    private final AtomicInteger accepted = new AtomicInteger();
    private final AtomicInteger repeated = new AtomicInteger();

    Customers(HttpClient client, List<URI> nodes) {
        this.client = client;
        this.nodes = nodes;
    }

    /** Orders that a node has taken so far. */
    int accepted() {
        return accepted.get();
    }

    /** Calls that had to be made again so far. */
    int repeated() {
        return repeated.get();
    }

    /** Posts all; returns when each is accepted. Fails when one is refused, or nobody takes it for minutes. */
    void place(List<Placement> placements) throws InterruptedException, IOException {
        AtomicInteger next = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
        try {
            List<Future<?>> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(threads.submit(() -> {
                    for (int at = next.getAndIncrement(); at < placements.size(); at = next.getAndIncrement()) {
                        place(placements.get(at), at);
                    }
                    return null;
                }));
            }
            for (Future<?> done : clients) {
                done.get();
            }
        } catch (ExecutionException failed) {
            throw new IOException(failed.getCause());
        } finally {
            threads.shutdownNow();
        }
    }

    private void place(Placement placement, int turn) throws InterruptedException {
        Instant latest = Instant.now().plus(LONGEST_TRY);
        for (int attempt = 0; Instant.now().isBefore(latest); attempt++) {
            int status = post(placement, nodes.get((turn + attempt) % nodes.size()));
            if (status == ACCEPTED || status == FINISHED_ALREADY) {
                accepted.incrementAndGet();
                return;
            }
            if (status != 0 && status != TOO_MANY && status < SERVER_FAULT) {
                throw new IllegalStateException(placement.orderId() + " was refused with " + status);
            }
            repeated.incrementAndGet();
            TimeUnit.MILLISECONDS.sleep(BETWEEN_TRIES.toMillis());
        }
        throw new IllegalStateException(
                "no node took " + placement.orderId() + " in " + LONGEST_TRY.toSeconds() + " s");
    }

    /** The status; 0 when nobody knows whether the call took effect. */
    private int post(Placement placement, URI node) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(node.resolve("/orders"))
                .timeout(LONGEST_CALL)
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", placement.orderId())
                .header("Prefer", "respond-async")
                .POST(BodyPublishers.ofString(placement.body()))
                .build();
        try {
            HttpResponse<Void> response = client.send(request, BodyHandlers.discarding());
            return response.statusCode();
        } catch (IOException noAnswer) {
            return 0;
        }
    }
}
