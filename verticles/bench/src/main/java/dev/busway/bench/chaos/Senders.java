package dev.busway.bench.chaos;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Clients that post entries. Each account belongs to one client, which posts its next entry when the one before is accepted: so
 * its order is known. A call that nobody answers is made again, by the same id, at another node; and of the accepted ones some
 * are posted once more.
 */
final class Senders {
    private static final int ACCOUNTS = 64;
    private static final int CLIENTS = 16;
    private static final int DUPLICATE_EVERY = 20;
    private static final Duration LONGEST_CALL = Duration.ofSeconds(10);
    private static final Duration LONGEST_TRY = Duration.ofMinutes(3);
    private static final Duration BETWEEN_TRIES = Duration.ofMillis(200);

    private final HttpClient client;
    private final List<URI> nodes;
    private final int messages;
    private final long seed;
    private volatile boolean gaveUp;
    private final AtomicInteger accepted = new AtomicInteger();
    private final AtomicInteger repeated = new AtomicInteger();
    private final AtomicInteger duplicates = new AtomicInteger();

    Senders(HttpClient client, List<URI> nodes, ChaosOptions options) {
        this.client = client;
        this.nodes = nodes;
        this.messages = options.messages();
        this.seed = options.seed();
    }

    int accepted() {
        return accepted.get();
    }

    /** Whether an entry was refused, or taken by nobody. */
    boolean failed() {
        return gaveUp;
    }

    /** Calls that had to be made again. */
    int repeated() {
        return repeated.get();
    }

    /** Calls that were made again although the first was accepted. */
    int duplicates() {
        return duplicates.get();
    }

    /** How many entries an account has. */
    static int turns(int account, int messages) {
        return messages / ACCOUNTS + (account < messages % ACCOUNTS ? 1 : 0);
    }

    static List<String> accounts() {
        List<String> accounts = new ArrayList<>();
        for (int i = 0; i < ACCOUNTS; i++) {
            accounts.add("account-" + i);
        }
        return accounts;
    }

    /** Posts all; returns when each is accepted. Fails when one is refused, or nobody takes it for minutes. */
    void post() throws InterruptedException, IOException {
        ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
        try {
            List<Future<?>> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                int number = i;
                clients.add(threads.submit(() -> {
                    client(number);
                    return null;
                }));
            }
            for (Future<?> done : clients) {
                done.get();
            }
        } catch (ExecutionException failed) {
            gaveUp = true;
            throw new IOException(failed.getCause());
        } finally {
            threads.shutdownNow();
        }
    }

    private void client(int number) throws InterruptedException {
        Random random = new Random(seed + number);
        List<String> accounts = accounts();
        for (int turn = 1; turn <= turns(0, messages); turn++) {
            for (int account = number; account < ACCOUNTS; account += CLIENTS) {
                if (turn <= turns(account, messages)) {
                    post(new Entry(accounts.get(account), turn), random);
                }
            }
        }
    }

    private void post(Entry entry, Random random) throws InterruptedException {
        Instant latest = Instant.now().plus(LONGEST_TRY);
        int node = random.nextInt(nodes.size());
        for (int attempt = 0; Instant.now().isBefore(latest); attempt++) {
            int status = call(entry, nodes.get((node + attempt) % nodes.size()));
            if (status / 100 == 2) {
                accepted.incrementAndGet();
                if (random.nextInt(DUPLICATE_EVERY) == 0) {
                    duplicates.incrementAndGet();
                    call(entry, nodes.get(random.nextInt(nodes.size())));
                }
                return;
            }
            if (status / 100 == 4 && status != 429) {
                throw new IllegalStateException(entry.id() + " was refused with " + status);
            }
            repeated.incrementAndGet();
            TimeUnit.MILLISECONDS.sleep(BETWEEN_TRIES.toMillis());
        }
        throw new IllegalStateException("no node took " + entry.id() + " in " + LONGEST_TRY.toSeconds() + " s");
    }

    /** The status; 0 when nobody knows whether the call took effect. */
    private int call(Entry entry, URI node) throws InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder()
                .timeout(LONGEST_CALL)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(entry.body()));
        if (entry.door() == Entry.Door.HTTP) {
            request.uri(node.resolve("/channels/ledger.entries"))
                    .header("Idempotency-Key", entry.id())
                    .header("Prefer", "respond-async");
        } else {
            request.uri(node.resolve("/channels/ledger.late"));
        }
        try {
            return client.send(request.build(), BodyHandlers.discarding()).statusCode();
        } catch (IOException noAnswer) {
            return 0;
        }
    }
}
