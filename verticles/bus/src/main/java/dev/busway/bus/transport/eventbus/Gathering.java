package dev.busway.bus.transport.eventbus;

import dev.busway.bus.Gather;
import dev.busway.bus.Outcome;
import dev.busway.bus.Problem;
import dev.busway.bus.registry.Responders;
import dev.busway.bus.stage.Deadlines;
import dev.busway.bus.transport.Tally;
import dev.busway.message.Message;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.Map;

/** Collects the answers to one question until there are enough, all have answered, or the time is over. */
final class Gathering {
    private final Tally tally;
    private final Promise<Outcome> ended = Promise.promise();
    private final long until;
    private int open;

    private Gathering(Tally tally, int open, long until) {
        this.tally = tally;
        this.open = open;
        this.until = until;
    }

    /** @param asked every group, and its answer to come */
    static Future<Outcome> of(
            Vertx vertx, String address, Gather rule, Message question, Map<String, Future<Outcome>> asked) {
        Tally tally = new Tally(address, rule, Responders.all(asked.keySet()));
        if (asked.isEmpty()) {
            return Future.succeededFuture(tally.outcome());
        }
        long now = System.currentTimeMillis();
        long most = now + rule.within().toMillis();
        long until = question.deadlineMillis() == 0 ? most : Math.min(most, question.deadlineMillis());
        Gathering gathering = new Gathering(tally, asked.size(), until);
        asked.forEach((group, answer) -> answer.onComplete((outcome, never) -> gathering.answered(group, outcome)));
        Future<Outcome> gathered = gathering.ended.future();
        if (!gathered.isComplete()) {
            long timer = vertx.setTimer(Math.max(1, until - now), late -> gathering.end());
            gathered.onComplete(done -> vertx.cancelTimer(timer));
        }
        return gathered;
    }

    private synchronized void answered(String group, Outcome outcome) {
        open--;
        if (outcome instanceof Outcome.Replied replied) {
            tally.replied(group, replied.reply());
        } else if (outcome instanceof Outcome.Repeated repeated && repeated.reply() != null) {
            tally.replied(group, repeated.reply());
        } else if (outcome instanceof Outcome.Refused refused) {
            if (!Sender.nobodyThere(outcome) && !isLate(refused.problem())) {
                tally.refused(group, refused.problem());
            }
        } else {
            tally.refused(group, Tally.NO_ANSWER);
        }
        if (open == 0 || tally.isEnough()) {
            end();
        }
    }

    /** Who has not answered when the time is over was silent, whoever of us saw it first. */
    private boolean isLate(Problem problem) {
        return problem.kind() == Problem.Kind.TIMEOUT
                && System.currentTimeMillis() + Deadlines.PRECISION_MILLIS >= until;
    }

    private synchronized void end() {
        ended.tryComplete(tally.outcome());
    }
}
