package dev.busway.bench.chaos.cluster;

import dev.busway.bench.fleet.Progress;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One strike, and what was found after each of its steps. Blocks; for one thread. */
final class Round {
    /** After this all must be as it should. */
    static final Duration MAY_TAKE = Duration.ofSeconds(15);
    /** So long it is looked on, to tell how long it takes. */
    private static final Duration LONGEST_LOOKED_ON = Duration.ofSeconds(60);

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(250);

    private final Field field;
    private final Traffic traffic;
    private final Matrix matrix;
    private final Books books;
    private final Progress progress;
    private final List<String> unreachable = new ArrayList<>();
    private final List<String> ghosts = new ArrayList<>();
    private Duration longest = Duration.ZERO;
    private Instant since = Instant.now();

    Round(Field field, Traffic traffic, Matrix matrix, Books books, Progress progress) {
        this.field = field;
        this.traffic = traffic;
        this.matrix = matrix;
        this.books = books;
        this.progress = progress;
    }

    List<String> unreachable() {
        return unreachable;
    }

    List<String> ghosts() {
        return ghosts;
    }

    /** From a step to when all was as it should be. */
    Duration longest() {
        return longest;
    }

    void kill(int node) throws InterruptedException {
        traffic.struck(node);
        field.kill(node);
        since = Instant.now();
    }

    /** What other nodes have sent it must end well, and it in time. */
    void drain(int node) throws InterruptedException {
        List<String> its = List.of(Cells.of(node), Cells.shared(node));
        int before = books.cut(its);
        traffic.struck(node);
        Instant begun = Instant.now();
        if (!field.drain(node)) {
            unreachable.add(Cells.node(node) + " did not end by itself, or said that it was cut");
        }
        since = Instant.now();
        int cut = books.cut(its) - before;
        progress.say("  %s drained in %.1f s; calls of others that it cut: %d"
                .formatted(Cells.node(node), Duration.between(begun, since).toMillis() / 1000.0, cut));
        if (cut > 0) {
            unreachable.add(cut + " calls were in flight to " + Cells.node(node) + " and were lost");
        }
    }

    void restart(int node) throws IOException, InterruptedException {
        field.restart(node);
        traffic.struck(node);
        since = Instant.now();
    }

    void freeze(int node) throws IOException, InterruptedException {
        traffic.struck(node);
        field.freeze(node);
        since = Instant.now();
    }

    void thaw(int node) throws IOException, InterruptedException {
        field.thaw(node);
        traffic.struck(node);
        since = Instant.now();
    }

    void block(Collection<Integer> from, Collection<Integer> to) throws IOException, InterruptedException {
        for (int sender : from) {
            for (int receiver : to) {
                field.ground().block(sender, receiver);
            }
        }
        since = Instant.now();
    }

    void heal() throws IOException, InterruptedException {
        field.ground().heal();
        since = Instant.now();
    }

    void reset(int node) throws IOException, InterruptedException {
        field.ground().reset(node);
        since = Instant.now();
    }

    /** Looks until these know and reach each other and nobody else; what is not so when {@link #MAY_TAKE} is over is a finding. */
    void whole(String when, Collection<Integer> live) throws InterruptedException {
        Look late = null;
        while (true) {
            Instant begun = Instant.now();
            Look look = matrix.look(live);
            // As of when it was asked: the answers may come late.
            Duration took = Duration.between(since, begun);
            if (look.isWhole()) {
                longest = longest.compareTo(took) > 0 ? longest : took;
                progress.say("  " + when + ": whole after %.1f s".formatted(took.toMillis() / 1000.0));
                return;
            }
            if (late == null && took.compareTo(MAY_TAKE) > 0) {
                late = look;
                unreachable.addAll(look.unreachable());
                ghosts.addAll(look.ghosts());
                look.unreachable().stream().limit(6).forEach(progress::say);
                look.ghosts().stream().limit(6).forEach(progress::say);
            }
            if (took.compareTo(LONGEST_LOOKED_ON) > 0) {
                longest = longest.compareTo(took) > 0 ? longest : took;
                progress.say("  " + when + ": not whole after " + took.toSeconds() + " s");
                return;
            }
            TimeUnit.MILLISECONDS.sleep(BETWEEN_LOOKS.toMillis());
        }
    }
}
