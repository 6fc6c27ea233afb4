package dev.busway.postgres;

import dev.busway.bus.Bus;
import dev.busway.bus.Outcome;
import dev.busway.bus.Problem;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Sends what a handler's transaction made, straight after its commit: messages of one key one after the other, others at once.
 * What the transport does not take is left to the relay, and so is what comes after it with the same key.
 */
final class StraightSend {
    /** Older than this a message may be in the hands of the relay, which takes over what dead nodes left. */
    static final Duration LATEST = Duration.ofSeconds(5);

    private final Bus bus;
    private final List<Long> sent = new ArrayList<>();
    private final List<Long> leftOver = new ArrayList<>();

    private StraightSend(Bus bus) {
        this.bus = bus;
    }

    /** What was sent and what was not, once all has ended; never fails. */
    record Result(List<Long> sent, List<Long> leftOver) {}

    static Future<Result> send(Bus bus, List<SentRow> rows, long committedNanos) {
        return new StraightSend(bus).all(rows, committedNanos);
    }

    private Future<Result> all(List<SentRow> rows, long committedNanos) {
        Map<String, List<SentRow>> sequences = new LinkedHashMap<>();
        for (SentRow row : rows) {
            String key = row.outgoing().key();
            String sequence = key == null ? "#" + row.seq() : row.outgoing().channel() + "\n" + key;
            sequences.computeIfAbsent(sequence, first -> new ArrayList<>()).add(row);
        }
        return Future.join(sequences.values().stream()
                        .map(sequence -> next(sequence, 0, committedNanos))
                        .toList())
                .transform(done -> Future.succeededFuture(result()));
    }

    private synchronized Result result() {
        return new Result(List.copyOf(sent), List.copyOf(leftOver));
    }

    private Future<Void> next(List<SentRow> sequence, int index, long committedNanos) {
        if (index == sequence.size()) {
            return Future.succeededFuture();
        }
        if (System.nanoTime() - committedNanos > LATEST.toNanos()) {
            leave(sequence, index);
            return Future.succeededFuture();
        }
        SentRow row = sequence.get(index);
        return bus.channel(row.outgoing().channel())
                .carry(row.outgoing().style(), row.outgoing().message())
                .compose(outcome -> {
                    if (outcome instanceof Outcome.Refused refused) {
                        log(row, refused.problem());
                        leave(sequence, index);
                        return Future.succeededFuture();
                    }
                    synchronized (this) {
                        sent.add(row.seq());
                    }
                    return next(sequence, index + 1, committedNanos);
                });
    }

    private synchronized void leave(List<SentRow> sequence, int from) {
        sequence.subList(from, sequence.size()).forEach(row -> leftOver.add(row.seq()));
    }

    private static void log(SentRow row, Problem problem) {
        Failures.LOG
                .atWarn()
                .addKeyValue("channel", row.outgoing().channel())
                .addKeyValue("message", row.outgoing().id())
                .addKeyValue("cause", problem.cause())
                .log("message left to the relay");
    }
}
