package dev.busway.bench.chaos;

import dev.busway.bench.fleet.Progress;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run on an arena that is ready. Blocks. */
final class OutboxRun {
    private static final Logger LOG = LoggerFactory.getLogger(OutboxRun.class);
    private static final Duration LONGEST_STANDSTILL = Duration.ofSeconds(90);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);
    /** Events are published after their effects; they get a moment. */
    private static final Duration LONGEST_SETTLING = Duration.ofSeconds(60);

    private final ChaosOptions options;
    private final Arena arena;
    private final Progress progress;
    private final Senders senders;
    private final Storm storm;
    private volatile long written;

    /** @param took from the first call until the books were whole, or stood still */
    record Result(Verdict verdict, int accepted, int duplicates, Map<Fault, Integer> struck, Duration took) {}

    OutboxRun(ChaosOptions options, Arena arena, Progress progress) {
        this.options = options;
        this.arena = arena;
        this.progress = progress;
        this.senders = new Senders(arena.client(), arena.urls(), options);
        this.storm = new Storm(arena, senders, () -> written / 2, options);
    }

    Result run() throws IOException, InterruptedException, SQLException {
        progress.say("ready at " + arena.urls());
        progress.follow(this::state);
        Instant start = Instant.now();
        CompletableFuture<Void> posting = inBackground("senders", senders::post);
        CompletableFuture<Void> striking = inBackground("storm", storm::run);
        join(posting);
        join(striking);
        awaitWritten();
        Verdict verdict = settled();
        return new Result(
                verdict,
                senders.accepted(),
                senders.duplicates(),
                storm.struck(),
                Duration.between(start, Instant.now()));
    }

    private String state() {
        look();
        return "accepted %d/%d · effects and copies %d/%d · calls repeated %d%s"
                .formatted(
                        senders.accepted(),
                        options.messages(),
                        written,
                        2L * options.messages(),
                        senders.repeated(),
                        storm.now());
    }

    /** The database may be away just now. */
    private void look() {
        try {
            written = Books.written(arena.jdbcUrl());
        } catch (SQLException away) {
            LOG.atDebug().setCause(away).log("database is away");
        }
    }

    private static void join(CompletableFuture<Void> work) throws IOException {
        try {
            work.join();
        } catch (CompletionException failed) {
            throw new IOException(failed.getMessage(), failed);
        }
    }

    /** Until every effect and copy is there, or nothing has moved for long. */
    private void awaitWritten() throws InterruptedException {
        Instant latest = Instant.now().plus(LONGEST_STANDSTILL);
        long before = written;
        while (written < 2L * options.messages() && Instant.now().isBefore(latest)) {
            look();
            if (written != before) {
                before = written;
                latest = Instant.now().plus(LONGEST_STANDSTILL);
            }
            TimeUnit.MILLISECONDS.sleep(BETWEEN_LOOKS.toMillis());
        }
    }

    private Verdict settled() throws SQLException, InterruptedException {
        progress.say("reading the books");
        Instant latest = Instant.now().plus(LONGEST_SETTLING);
        while (true) {
            Verdict verdict = Audit.of(
                    options.messages(),
                    Books.read(arena.jdbcUrl(), arena.kafka().bootstrap()));
            if (verdict.lost() == 0 || Instant.now().isAfter(latest)) {
                return verdict;
            }
            TimeUnit.MILLISECONDS.sleep(BETWEEN_LOOKS.toMillis());
        }
    }

    private static CompletableFuture<Void> inBackground(String name, Task task) {
        CompletableFuture<Void> result = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        task.run();
                        result.complete(null);
                    } catch (IOException | InterruptedException | SQLException | RuntimeException failed) {
                        result.completeExceptionally(failed);
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
        return result;
    }

    /** What may fail as these do. */
    @FunctionalInterface
    private interface Task {
        void run() throws IOException, InterruptedException, SQLException;
    }
}
