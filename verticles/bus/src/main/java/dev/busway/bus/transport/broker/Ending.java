package dev.busway.bus.transport.broker;

import dev.busway.bus.Outcome;
import dev.busway.bus.Problem;
import dev.busway.bus.transport.Receiver;
import dev.busway.contract.ChannelSpec;
import dev.busway.message.Message;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What follows a message's last try, before it may be acknowledged: the dead letter, which is tried until it is written, and
 * the answer, which is tried as long as somebody may wait for it. Fails only where the shard has gone meanwhile.
 */
public final class Ending {
    private static final Logger LOG = LoggerFactory.getLogger(Ending.class);
    /** How long an answer that cannot be written may hold up its key, when the request names no deadline that ends it earlier. */
    private static final Duration LONGEST_UNANSWERED = Duration.ofSeconds(30);

    /** Whether the last of this many tries, which came to this problem, was the last one. */
    private interface Patience {
        boolean endsAt(Problem problem, int tries);
    }

    private final Vertx vertx;
    private final ChannelSpec channel;
    private final String group;
    private final Receiver receiver;
    private final DeadLetters deadLetters;
    private final Answers answers;
    private final Backoff backoff;

    /** @param group as the broker knows it; dead letters name it */
    public Ending(Vertx vertx, ChannelSpec channel, String group, Receiver receiver, Outlet outlet, Backoff backoff) {
        this.vertx = vertx;
        this.channel = channel;
        this.group = group;
        this.receiver = receiver;
        this.deadLetters = new DeadLetters(channel, group, outlet);
        this.answers = new Answers(channel, receiver.group(), outlet);
        this.backoff = backoff;
    }

    String group() {
        return group;
    }

    /** Parks a message behind the letter that its key waits for, then tells the group so. */
    Future<Void> giveUpBehind(Task task, Message message, Problem problem, String first) {
        LOG.atDebug()
                .addKeyValue("channel", channel.address())
                .addKeyValue("place", task.arrival.place())
                .addKeyValue("id", message.id())
                .addKeyValue("behind", first)
                .log("message parked");
        return insist(task, () -> deadLetters.buryBehind(task, problem, first))
                .compose(buried -> insist(task, () -> told(message, problem)));
    }

    /** Gives a message up: parks it in the dead letters, then tells the group, which may keep an answer for it. */
    Future<Void> giveUp(Task task, Message message, Problem problem) {
        return bury(task, problem).compose(buried -> insist(task, () -> told(message, problem)));
    }

    private Future<Outcome> told(Message message, Problem problem) {
        return receiver.giveUp(message, problem)
                .transform(told ->
                        Future.succeededFuture(told.succeeded() ? Outcome.delivered() : Outcome.refused(told.cause())));
    }

    /** Parks a delivery in the dead letters. */
    Future<Void> bury(Task task, Problem problem) {
        LOG.atWarn()
                .addKeyValue("channel", channel.address())
                .addKeyValue("place", task.arrival.place())
                .addKeyValue("id", id(task))
                .addKeyValue("tries", task.tries)
                .addKeyValue("code", problem.kind().code())
                .addKeyValue("dead_letter", channel.deadLetter().orElse("none"))
                .log("message given up");
        return insist(task, () -> deadLetters.bury(task, problem));
    }

    /** Tries until it is done, as long as the shard is there. */
    Future<Void> insist(Task task, Supplier<Future<Outcome>> write) {
        Promise<Void> done = Promise.promise();
        insist(task, write, (failure, tries) -> false, 1, done);
        return done.future();
    }

    /** Sends the answer to who waits for one. */
    Future<Void> answer(Task task, Message request, Outcome outcome) {
        Message reply = answers.of(request, outcome);
        if (reply == null || expired(request)) {
            return Future.succeededFuture();
        }
        Promise<Void> done = Promise.promise();
        long since = System.nanoTime();
        insist(
                task,
                () -> answers.write(request, fitting(request, reply)),
                (problem, tries) -> nobodyWaits(request, problem, tries, System.nanoTime() - since),
                1,
                done);
        return done.future();
    }

    private static boolean expired(Message request) {
        return request.deadlineMillis() != 0 && request.deadlineMillis() <= System.currentTimeMillis();
    }

    /** An answer past its request's deadline would be read by nobody; one with it in time must be written in time. */
    private static Message fitting(Message request, Message reply) {
        return request.deadlineMillis() == 0 ? reply : reply.until(request.deadlineMillis());
    }

    private void insist(Task task, Supplier<Future<Outcome>> write, Patience patience, int tries, Promise<Void> done) {
        write.get().onSuccess(outcome -> {
            Problem problem = outcome.problem();
            if (problem == null) {
                done.complete();
            } else if (task.arrival.shard().isReleased()) {
                done.fail("the shard has gone");
            } else if (patience.endsAt(problem, tries)) {
                LOG.atWarn()
                        .addKeyValue("channel", channel.address())
                        .addKeyValue("id", id(task))
                        .addKeyValue("code", problem.kind().code())
                        .addKeyValue("cause", problem.cause())
                        .log("answer not written");
                done.complete();
            } else {
                vertx.setTimer(backoff.millisAfter(tries), timer -> insist(task, write, patience, tries + 1, done));
            }
        });
    }

    /** A broker that is away for seconds uses the tries up at once: so many are not enough, some time must have passed too. */
    private boolean nobodyWaits(Message request, Problem problem, int tries, long nanos) {
        return problem.kind() == Problem.Kind.TIMEOUT
                || !problem.kind().retryable()
                || expired(request)
                || (tries >= channel.retry().attempts() && nanos >= LONGEST_UNANSWERED.toNanos());
    }

    private static String id(Task task) {
        return task.arrival.incoming() instanceof Incoming.Event event
                ? event.message().id()
                : "unreadable";
    }
}
