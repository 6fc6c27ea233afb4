package dev.busway.bus.transport.eventbus;

import dev.busway.bus.Gather;
import dev.busway.bus.Outcome;
import dev.busway.bus.Problem;
import dev.busway.message.Message;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;

/** Collects the answers to one question until there are enough, all have answered, or the time is over. */
final class Gathering {
    private final String address;
    private final Gather rule;
    private final Promise<Outcome> ended = Promise.promise();
    private final List<Message> replies = new ArrayList<>();
    private final List<Problem> refusals = new ArrayList<>();
    private int open;

    Gathering(String address, Gather rule) {
        this.address = address;
        this.rule = rule;
    }

    Future<Outcome> of(Vertx vertx, Message question, List<Future<Outcome>> answers) {
        open = answers.size();
        for (Future<Outcome> answer : answers) {
            answer.onComplete((outcome, never) -> answered(outcome));
        }
        if (answers.isEmpty()) {
            end();
        }
        Future<Outcome> gathered = ended.future();
        if (!gathered.isComplete()) {
            long timer = vertx.setTimer(wait(question), late -> end());
            gathered.onComplete(done -> vertx.cancelTimer(timer));
        }
        return gathered;
    }

    private synchronized void answered(Outcome outcome) {
        open--;
        if (outcome instanceof Outcome.Replied replied && replies.size() < rule.atMost()) {
            replies.add(replied.reply());
        } else if (outcome instanceof Outcome.Refused refused && !Sender.nobodyThere(outcome)) {
            refusals.add(refused.problem());
        }
        if (open == 0 || replies.size() >= rule.atMost()) {
            end();
        }
    }

    private synchronized void end() {
        ended.tryComplete(
                replies.size() < rule.atLeast()
                        ? Outcome.refused(
                                Problem.Kind.TIMEOUT,
                                replies.size() + " of " + rule.atLeast() + " answers on " + address + " came in time.",
                                "Ask for fewer, wait longer, or see that more groups answer.")
                        : new Outcome.Gathered(List.copyOf(replies), List.copyOf(refusals)));
    }

    private long wait(Message question) {
        long most = rule.within().toMillis();
        long deadline = question.deadlineMillis();
        return Math.max(1, deadline == 0 ? most : Math.min(most, deadline - System.currentTimeMillis()));
    }
}
