package dev.busway.postgres;

import dev.busway.bus.Problem;
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
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Rows on their way from the table to the transports: of one key one after the other, else all at once. What a transport does
 * not answer in time stays here, and its key waits, while the relay goes on with the others. Used on the relay's context alone.
 */
final class Flight {
    /** How long one round waits for the slowest of its messages. */
    static final Duration PATIENCE = Duration.ofMillis(500);

    /** A row that could not be marked for so long was marked by somebody else. */
    private static final Duration LONGEST_MARK = Duration.ofMinutes(1);

    private static final Duration MARK_AGAIN = Duration.ofMillis(20);

    private final Vertx vertx;
    private final Context context;
    private final LongSupplier clock;
    private final Carriage carriage;
    private final Setbacks setbacks;
    private final Runnable landed;
    private final Map<Long, RelayedRow> flying = new HashMap<>();
    private final Map<Long, Long> unmarked = new HashMap<>();
    private final List<Long> sent = new ArrayList<>();
    private final List<Parked> parked = new ArrayList<>();
    private final Recent recent = new Recent();
    private Consumer<RelayedRow> gone = row -> {};

    /** A row that can never be sent. */
    record Parked(RelayedRow row, Problem problem) {}

    /** @param landed called when a row that was not waited for any more has come to its end */
    Flight(Vertx vertx, Context context, LongSupplier clock, Carriage carriage, Setbacks setbacks, Runnable landed) {
        this.vertx = vertx;
        this.context = context;
        this.clock = clock;
        this.carriage = carriage;
        this.setbacks = setbacks;
        this.landed = landed;
    }

    /** Who is told of each row that is sent or never will be. */
    void tell(Consumer<RelayedRow> gone) {
        this.gone = gone;
    }

    Map<Long, RelayedRow> flying() {
        return flying;
    }

    /** A transport has it: until it lands, nobody here takes it, nor one behind it. */
    void takesOff(RelayedRow row) {
        flying.put(row.seq(), row);
    }

    void lands(long seq) {
        flying.remove(seq);
    }

    /** What was sent last. */
    Recent recent() {
        return recent;
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

    /** Whether there is something sent that the table still has. */
    boolean marks() {
        return !sent.isEmpty();
    }

    /**
     * These were marked, of those that were to be. The log tells of a row a moment before others can see it: what was not there
     * yet is marked the next time.
     */
    void marked(List<Long> wanted, Set<Long> done) {
        long now = clock.getAsLong();
        boolean again = false;
        for (Long seq : wanted) {
            if (done.contains(seq) || now - unmarked.computeIfAbsent(seq, first -> now) > LONGEST_MARK.toNanos()) {
                unmarked.remove(seq);
            } else {
                sent.add(seq);
                again = true;
            }
        }
        if (again) {
            vertx.setTimer(MARK_AGAIN.toMillis(), tick -> landed.run());
        }
    }

    /** It is not known whether these were marked: once more, else they would be sent again. */
    void notMarked(List<Long> seqs, List<Parked> never) {
        sent.addAll(seqs);
        parked.addAll(never);
    }

    List<Parked> takeParked() {
        List<Parked> taken = List.copyOf(parked);
        parked.clear();
        return taken;
    }

    /** This one has come to its end by another way. */
    void ended(Carriage.Landing landing) {
        long seq = landing.row().seq();
        if (landing.end() == Carriage.End.SENT) {
            sent.add(seq);
            recent.add(seq);
        } else if (landing.end() == Carriage.End.NEVER) {
            parked.add(new Parked(landing.row(), Objects.requireNonNull(landing.problem())));
        }
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
        takesOff(row);
        carriage.carry(row)
                .onComplete(done -> context.runOnContext(here -> {
                    lands(row.seq());
                    boolean late = round.ended;
                    if (end(done.result())) {
                        next(round, sequence, index + 1);
                    } else {
                        round.oneLess();
                    }
                    if (late) {
                        landed.run();
                    }
                }));
    }

    /** Whether the next of its sequence may follow. */
    private boolean end(Carriage.Landing landing) {
        if (landing.end() == Carriage.End.LATER) {
            setbacks.add(landing.row(), clock.getAsLong() / 1_000_000);
            return false;
        }
        if (landing.end() == Carriage.End.SENT && landing.problem() == null) {
            setbacks.clear(landing.row());
        }
        ended(landing);
        gone.accept(landing.row());
        return true;
    }
}
