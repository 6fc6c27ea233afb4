package dev.busway.bench.chaos.cluster;

import dev.busway.bench.fleet.Progress;
import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** {@code scripts/chaos cluster}: what nodes know of each other while they die, freeze and lose each other. Blocks. */
public final class ClusterChaos {
    public static final String USAGE = ClusterOptions.USAGE;
    /** Set by the script where this process stands in namespaces of its own. */
    private static final String NAMESPACES = "busway.chaos.namespaces";

    private static final Duration LAST_CALLS = Duration.ofSeconds(3);
    private static final int MOST_FINDINGS = 10;

    private final ClusterOptions options;
    private final Progress progress;
    private final Random random;
    private final Books books = new Books();
    private int unreachable;
    private int ghosts;
    private Duration recovery = Duration.ZERO;

    private ClusterChaos(ClusterOptions options, Progress progress) {
        this.options = options;
        this.progress = progress;
        this.random = new Random(options.seed());
    }

    /**
     * Runs it and prints the last line.
     *
     * @return the exit status
     * @throws IllegalArgumentException with a sentence for the one who typed it
     */
    public static int run(List<String> arguments, long freshSeed) throws IOException, InterruptedException {
        ClusterOptions options = ClusterOptions.parse(arguments, freshSeed);
        try (Progress progress = new Progress("chaos", line -> System.err.println(line))) {
            ClusterVerdict verdict = new ClusterChaos(options, progress).run();
            System.out.println(verdict.json().put("seed", options.seed()).encode());
            return verdict.isClean() ? 0 : 1;
        }
    }

    private ClusterVerdict run() throws IOException, InterruptedException {
        HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(2))
                .build();
        Ground ground = ground();
        progress.say("starting " + Cells.NODES + " nodes; " + ground.told() + "; seed " + options.seed());
        try (Field field = Field.start(ground, options.logs(), client)) {
            Matrix matrix = new Matrix(field, books);
            try (Traffic traffic = new Traffic(field, books)) {
                first(new Round(field, traffic, matrix, books, progress));
                traffic.start(options.seed());
                List<Strike> drawn = draw(ground);
                for (int i = 0; i < drawn.size(); i++) {
                    round(i + 1, drawn.get(i), new Round(field, traffic, matrix, books, progress));
                }
            }
            TimeUnit.MILLISECONDS.sleep(LAST_CALLS.toMillis());
            return verdict(field);
        }
    }

    private static Ground ground() throws IOException, InterruptedException {
        return Boolean.getBoolean(NAMESPACES) ? Namespaces.lay(Cells.NODES) : new Loopback(Cells.NODES);
    }

    private void first(Round round) throws InterruptedException {
        round.whole("at the beginning", Strike.all());
        note(round);
    }

    private void round(int number, Strike strike, Round round) throws IOException, InterruptedException {
        strike.strike(round, random);
        round.whole("all", Strike.all());
        note(round);
        progress.say("round %d/%d %s: unreachable %d, ghosts %d, recovery %.1f s; %d sent, %d refused"
                .formatted(
                        number,
                        options.rounds(),
                        strike.told(),
                        round.unreachable().size(),
                        round.ghosts().size(),
                        round.longest().toMillis() / 1000.0,
                        books.sent(),
                        books.refused()));
    }

    private void note(Round round) {
        unreachable += round.unreachable().size();
        ghosts += round.ghosts().size();
        recovery = recovery.compareTo(round.longest()) > 0 ? recovery : round.longest();
    }

    private ClusterVerdict verdict(Field field) throws IOException {
        Set<String> taken = new HashSet<>();
        for (int node = 0; node < Cells.NODES; node++) {
            taken.addAll(field.taken(node));
        }
        List<String> silent = books.silent(taken);
        silent.stream().limit(MOST_FINDINGS).forEach(progress::say);
        return new ClusterVerdict(options.rounds(), unreachable, ghosts, silent.size(), recovery);
    }

    /** Each kind comes before any comes again. */
    private List<Strike> draw(Ground ground) {
        List<Strike> kinds = new ArrayList<>(List.of(Strike.values()));
        kinds.removeIf(strike -> !strike.fits(ground));
        List<Strike> drawn = new ArrayList<>();
        while (drawn.size() < options.rounds()) {
            Collections.shuffle(kinds, random);
            drawn.addAll(kinds);
        }
        return drawn.subList(0, options.rounds());
    }
}
