package dev.busway.postgres;

import dev.busway.bus.Bus;
import dev.busway.bus.Outcome;
import dev.busway.bus.Problem;
import dev.busway.codec.FrameException;
import dev.busway.contract.Delivery;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/** Hands rows to the transports, one at a time, and judges what came of each. Safe on any thread. */
final class Carriage {
    /** A message to a best-effort channel that nobody takes is dropped after this many seconds. */
    private static final int BEST_EFFORT_SECONDS = 60;

    private final Bus bus;

    /** What came of a row. */
    enum End {
        /** The transport has it, or nobody ever will. */
        SENT,
        /** It can never be sent. */
        NEVER,
        /** The same may succeed later. */
        LATER
    }

    /** @param problem why not, where it is not sent */
    record Landing(RelayedRow row, End end, @Nullable Problem problem) {}

    Carriage(Bus bus) {
        this.bus = bus;
    }

    boolean knows(String channel) {
        return bus.find(channel).isPresent();
    }

    /** Never fails; completes on any thread. */
    Future<Landing> carry(RelayedRow row) {
        Future<Outcome> carried;
        try {
            carried = bus.channel(row.channel()).carry(Outgoing.style(row.style()), row.read());
        } catch (FrameException unreadable) {
            carried = Future.succeededFuture(Outcome.refused(
                    Problem.Kind.INVALID, "The stored frame cannot be read: " + unreadable.getMessage(), ""));
        } catch (RuntimeException broken) {
            carried = Future.succeededFuture(Outcome.refused(broken));
        }
        return carried.transform(done ->
                Future.succeededFuture(judge(row, done.succeeded() ? done.result() : Outcome.refused(done.cause()))));
    }

    private Landing judge(RelayedRow row, Outcome outcome) {
        Problem problem = outcome.problem();
        if (problem == null) {
            return new Landing(row, End.SENT, null);
        }
        if (!problem.kind().retryable()) {
            log(row, problem, "message can never be sent and is kept in busway.outbox");
            return new Landing(row, End.NEVER, problem);
        }
        if (bestEffort(row) && row.ageSeconds() > BEST_EFFORT_SECONDS) {
            log(row, problem, "message to a best-effort channel dropped");
            return new Landing(row, End.SENT, problem);
        }
        log(row, problem, "message not sent, tried again later");
        return new Landing(row, End.LATER, problem);
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
