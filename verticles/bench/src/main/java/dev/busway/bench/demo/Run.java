package dev.busway.bench.demo;

import dev.busway.bench.demo.OrderBook.Placement;
import dev.busway.bench.fleet.Fleet;
import dev.busway.bench.fleet.Progress;
import java.io.IOException;
import java.net.http.HttpClient;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** One run of the demo on a fleet that is ready. Blocks. */
final class Run {
    private static final int MENUS = 3;
    private static final Duration LONGEST_STANDSTILL = Duration.ofSeconds(60);
    private static final Duration LONGEST_SETTLING = Duration.ofSeconds(30);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);

    private final DemoOptions options;
    private final Fleet fleet;
    private final Progress progress;
    private final Customers customers;
    private final List<Placement> placements;
    private volatile int finished;

    /** @param took from the first call until the last operation was finished */
    record Result(Verdict verdict, Duration took) {}

    Run(DemoOptions options, Fleet fleet, HttpClient client, Progress progress) {
        this.options = options;
        this.fleet = fleet;
        this.progress = progress;
        this.customers = new Customers(client, fleet.urls());
        this.placements = OrderBook.of(options.orders());
    }

    Result run() throws IOException, InterruptedException, SQLException {
        try (DatabaseBooks books = new DatabaseBooks(fleet.servers().jdbcUrl())) {
            awaitMenus(books);
            progress.say("ready at " + fleet.urls());
            Casualty casualty = new Casualty(fleet, () -> customers.accepted() >= placements.size() * 2 / 5);
            progress.follow(() -> "accepted %d/%d · finished %d · calls repeated %d%s"
                    .formatted(
                            customers.accepted(), placements.size(), finished, customers.repeated(), casualty.state()));
            Instant start = Instant.now();
            CompletableFuture<Void> killing =
                    options.kill() == DemoOptions.Kill.ONE_NODE ? inBackground(casualty::run) : done();
            CompletableFuture<Void> placing = inBackground(() -> customers.place(placements));
            awaitFinished(books, placing);
            Duration took = Duration.between(start, Instant.now());
            killing.join();
            progress.say("reading the books");
            return new Result(settled(books), took);
        }
    }

    private static void awaitMenus(DatabaseBooks books) throws SQLException, InterruptedException {
        Instant latest = Instant.now().plus(LONGEST_SETTLING);
        while (!books.knowsMenus(MENUS)) {
            if (Instant.now().isAfter(latest)) {
                throw new IllegalStateException("Orders does not know the menus after " + LONGEST_SETTLING);
            }
            pause();
        }
    }

    /** Until all are finished, or nothing has moved for a minute. */
    private void awaitFinished(DatabaseBooks books, CompletableFuture<Void> placing)
            throws SQLException, InterruptedException {
        Instant latest = Instant.now().plus(LONGEST_STANDSTILL);
        while (!placing.isDone()
                || (finished < placements.size() && Instant.now().isBefore(latest))) {
            int now = books.finished();
            if (now != finished) {
                finished = now;
                latest = Instant.now().plus(LONGEST_STANDSTILL);
            }
            pause();
        }
        placing.join();
    }

    /** Notifications may still be on their way when the last operation is finished: they get a moment. */
    private Verdict settled(DatabaseBooks books) throws SQLException, InterruptedException {
        TopicBooks topics = new TopicBooks(fleet.servers().kafkaBootstrap());
        List<String> orders = placements.stream().map(Placement::orderId).toList();
        Instant latest = Instant.now().plus(LONGEST_SETTLING);
        while (true) {
            Verdict verdict = Audit.of(orders, books.read().with(topics.read()));
            if (verdict.lost() == 0 || Instant.now().isAfter(latest)) {
                return verdict;
            }
            pause();
        }
    }

    private static void pause() throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(BETWEEN_LOOKS.toMillis());
    }

    private static CompletableFuture<Void> done() {
        return CompletableFuture.completedFuture(null);
    }

    private static CompletableFuture<Void> inBackground(Task task) {
        CompletableFuture<Void> result = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        task.run();
                        result.complete(null);
                    } catch (IOException | InterruptedException | RuntimeException failed) {
                        result.completeExceptionally(failed);
                    }
                },
                "demo");
        thread.setDaemon(true);
        thread.start();
        return result;
    }

    /** What may fail as these do. */
    @FunctionalInterface
    private interface Task {
        void run() throws IOException, InterruptedException;
    }
}
