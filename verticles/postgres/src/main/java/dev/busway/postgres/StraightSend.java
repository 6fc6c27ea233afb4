package dev.busway.postgres;

import dev.busway.bus.Bus;
import dev.busway.bus.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Sends what a handler's transaction made, straight after its commit: messages of one key one after the other, others at once.
 * What the transport does not take is left to the relay, and so is what comes after it with the same key.
 */
final class StraightSend {
    /** Older than this a message may be in the hands of the relay, which takes over what dead nodes left. */
    static final Duration LATEST = Duration.ofSeconds(5);

    private final Bus bus;
    private final LongSupplier clock;
    private final long committedNanos;

    private StraightSend(Bus bus, LongSupplier clock, long committedNanos) {
        this.bus = bus;
        this.clock = clock;
        this.committedNanos = committedNanos;
    }

    /** Completes each row when it is known what became of it. */
    static void send(Bus bus, LongSupplier clock, List<SentRow> rows, long committedNanos) {
        StraightSend send = new StraightSend(bus, clock, committedNanos);
        Map<String, List<SentRow>> sequences = new LinkedHashMap<>();
        for (SentRow row : rows) {
            String key = row.outgoing().key();
            String sequence = key == null ? "#" + row.seq() : row.outgoing().channel() + "\n" + key;
            sequences.computeIfAbsent(sequence, first -> new ArrayList<>()).add(row);
        }
        sequences.values().forEach(sequence -> send.next(sequence, 0));
    }

    private void next(List<SentRow> sequence, int index) {
        if (index == sequence.size()) {
            return;
        }
        if (clock.getAsLong() - committedNanos > LATEST.toNanos()) {
            leave(sequence, index);
            return;
        }
        SentRow row = sequence.get(index);
        bus.channel(row.outgoing().channel())
                .carry(row.outgoing().style(), row.outgoing().message())
                .onComplete(done -> {
                    Problem problem = done.succeeded() ? done.result().problem() : Problem.of(done.cause());
                    if (problem != null) {
                        log(row, problem);
                        leave(sequence, index);
                    } else {
                        row.sent().complete(true);
                        next(sequence, index + 1);
                    }
                });
    }

    private static void leave(List<SentRow> sequence, int from) {
        sequence.subList(from, sequence.size()).forEach(row -> row.sent().complete(false));
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
