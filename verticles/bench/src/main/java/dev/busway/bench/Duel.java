package dev.busway.bench;

import io.vertx.core.Context;
import io.vertx.core.Future;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

/**
 * Two arms, alternated in every round (ours first in even ones, the peer first in odd ones), after a warm-up that is not
 * counted; the result is the median of the rounds' ratios, since the machine's speed drifts between rounds, not within one.
 */
public final class Duel {
    private static final long STUCK_SECONDS = 120;

    private final Context context;
    private final Settings settings;
    private final LongSupplier cpuNanos;
    private final PrintStream out;

    /**
     * How long and how often.
     *
     * @param rounds counted rounds
     * @param recording where our server's flight recording goes; empty makes none
     */
    public record Settings(int rounds, Duration round, Duration warmUp, Optional<Path> recording, Size size) {}

    /** How much of it. */
    public enum Size {
        FULL,
        /** To see that it runs: what it measures says nothing. */
        SHORT
    }

    /** One side of a comparison that runs for a while at a time. */
    interface Leg {
        /** Runs for about so long. */
        Sample run(Duration length) throws InterruptedException;
    }

    Duel(Context context, Settings settings, LongSupplier cpuNanos, PrintStream out) {
        this.context = context;
        this.settings = settings;
        this.cpuNanos = cpuNanos;
        this.out = out;
    }

    /** Runs both arms, so many calls at once; prints one line a round. */
    Verdict fight(String name, int concurrency, Arm ours, Arm peer) throws InterruptedException {
        return fight(
                name,
                length -> run(context, ours, concurrency, length, cpuNanos),
                length -> run(context, peer, concurrency, length, cpuNanos));
    }

    /** Runs both legs; prints one line a round. */
    Verdict fight(String name, Leg ours, Leg peer) throws InterruptedException {
        ours.run(settings.warmUp());
        peer.run(settings.warmUp());
        List<Sample> us = new ArrayList<>();
        List<Sample> them = new ArrayList<>();
        for (int round = 0; round < settings.rounds(); round++) {
            if (round % 2 == 0) {
                us.add(ours.run(settings.round()));
                them.add(peer.run(settings.round()));
            } else {
                them.add(peer.run(settings.round()));
                us.add(ours.run(settings.round()));
            }
            out.printf(
                    Locale.ROOT,
                    "%-12s round %d/%d   ours %,9.0f/s  peer %,9.0f/s   ratio %.2f   cpu/call %,7.0f vs %,7.0f ns%n",
                    name,
                    round + 1,
                    settings.rounds(),
                    us.get(round).perSecond(),
                    them.get(round).perSecond(),
                    us.get(round).perSecond() / them.get(round).perSecond(),
                    us.get(round).cpuNanosPerCall(),
                    them.get(round).cpuNanosPerCall());
        }
        return new Verdict(us, them);
    }

    /** Runs one arm for so long. */
    static Sample run(Context context, Arm arm, int concurrency, Duration length, LongSupplier cpuNanos)
            throws InterruptedException {
        Future<Sample> running = ClosedLoop.run(context, arm, concurrency, length, cpuNanos);
        try {
            return running.toCompletionStage().toCompletableFuture().get(STUCK_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException failed) {
            throw new IllegalStateException("a call failed, so there is nothing to compare", failed.getCause());
        } catch (TimeoutException stuck) {
            throw new IllegalStateException("calls are not answered: the run is stuck", stuck);
        }
    }
}
