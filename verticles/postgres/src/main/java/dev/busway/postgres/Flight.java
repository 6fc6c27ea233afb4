package dev.busway.postgres;

import dev.busway.bus.Bus;
import dev.busway.bus.Outcome;
import dev.busway.bus.Problem;
import dev.busway.codec.FrameCodec;
import dev.busway.codec.FrameException;
import dev.busway.contract.Delivery;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Rows on their way to the transports: of one key one after the other, else all at once. What a transport does not answer in
 * time stays here, and its key waits, while the relay goes on with the others. Used on the relay's context alone.
 */
final class Flight {
    /** How long one round waits for the slowest of its messages. */
    static final Duration PATIENCE = Duration.ofMillis(500);
    /** A message to a best-effort channel that nobody takes is dropped after this many seconds. */
    private static final int BEST_EFFORT_SECONDS = 60;

    private final Vertx vertx;
    private final Context context;
    private final Bus bus;
    private final Setbacks setbacks;
    private final Runnable landed;
    private final Map<Long, RelayedRow> flying = new HashMap<>();
    private final List<Long> sent = new ArrayList<>();
    private final List<Parked> parked = new ArrayList<>();

    /** A row that can never be sent. */
    record Parked(RelayedRow row, Problem problem) {}

    /** @param landed called when a row that was not waited for any more has come to its end */
    Flight(Vertx vertx, Context context, Bus bus, Setbacks setbacks, Runnable landed) {
        this.vertx = vertx;
        this.context = context;
        this.bus = bus;
        this.setbacks = setbacks;
        this.landed = landed;
    }

    Map<Long, RelayedRow> flying() {
        return flying;
    }

    /** Rows that must not be taken again: under way, or at their end and still in the table. */
    List<Long> rows() {
        List<Long> rows = new ArrayList<>(flying.keySet());
        rows.addAll(sent);
        parked.forEach(one -> rows.add(one.row().seq()));
        return rows;
    }

    List<Long> takeSent() {
        List<Long> taken = List.copyOf(sent);
        sent.clear();
        return taken;
    }

    List<Parked> takeParked() {
        List<Parked> taken = List.copyOf(parked);
        parked.clear();
        return taken;
    }

    /** Publishes these, in their order where they have one; completes when all have ended, or patience has. */
    Future<Void> publish(List<RelayedRow> rows) {
        Map<String, List<RelayedRow>> sequences = new LinkedHashMap<>();
        rows.forEach(row -> sequences
                .computeIfAbsent(row.sequence(), first -> new ArrayList<>())
                .add(row));
        Round round = new Round(sequences.size());
        long timer = vertx.setTimer(PATIENCE.toMillis(), late -> round.end());
        sequences.values().forEach(sequence -> next(round, sequence, 0));
        return round.over.future().onComplete(over -> vertx.cancelTimer(timer));
    }

    private static final class Round {
        final Promise<Void> over = Promise.promise();
        int open;
        boolean ended;

        Round(int open) {
            this.open = open;
            if (open == 0) {
                end();
            }
        }

        void end() {
            ended = true;
            over.tryComplete();
        }

        void oneLess() {
            open--;
            if (open == 0) {
                end();
            }
        }
    }

    private void next(Round round, List<RelayedRow> sequence, int index) {
        // A row that waits for its turn is not under way: when the round is over somebody else may take it.
        if (index == sequence.size() || round.ended) {
            round.oneLess();
            return;
        }
        RelayedRow row = sequence.get(index);
        flying.put(row.seq(), row);
        carry(row)
                .onComplete(done -> context.runOnContext(here -> {
                    flying.remove(row.seq());
                    boolean late = round.ended;
                    if (end(row, done.succeeded() ? done.result() : Outcome.refused(done.cause()))) {
                        next(round, sequence, index + 1);
                    } else {
                        round.oneLess();
                    }
                    if (late) {
                        landed.run();
                    }
                }));
    }

    private Future<Outcome> carry(RelayedRow row) {
        try {
            return bus.channel(row.channel()).carry(Outgoing.style(row.style()), FrameCodec.decode(row.frame()));
        } catch (FrameException unreadable) {
            return Future.succeededFuture(Outcome.refused(
                    Problem.Kind.INVALID, "The stored frame cannot be read: " + unreadable.getMessage(), ""));
        } catch (RuntimeException broken) {
            return Future.succeededFuture(Outcome.refused(broken));
        }
    }

    /** Whether the next of its sequence may follow. */
    private boolean end(RelayedRow row, Outcome outcome) {
        Problem problem = outcome.problem();
        if (problem == null) {
            setbacks.clear(row);
            sent.add(row.seq());
            return true;
        }
        if (!problem.kind().retryable()) {
            log(row, problem, "message can never be sent and is kept in busway.outbox");
            parked.add(new Parked(row, problem));
            return true;
        }
        if (bestEffort(row) && row.ageSeconds() > BEST_EFFORT_SECONDS) {
            log(row, problem, "message to a best-effort channel dropped");
            sent.add(row.seq());
            return true;
        }
        log(row, problem, "message not sent, tried again later");
        setbacks.add(row, System.currentTimeMillis());
        return false;
    }

    private boolean bestEffort(RelayedRow row) {
        return bus.channel(row.channel()).spec().delivery() == Delivery.BEST_EFFORT;
    }

    private static void log(RelayedRow row, Problem problem, String what) {
        Failures.LOG
                .atWarn()
                .addKeyValue("channel", row.channel())
                .addKeyValue("message", row.id())
                .addKeyValue("code", problem.kind().code())
                .addKeyValue("cause", problem.cause())
                .log(what);
    }
}
