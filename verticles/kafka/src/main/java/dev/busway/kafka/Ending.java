package dev.busway.kafka;

import dev.busway.bus.Outcome;
import dev.busway.bus.Problem;
import dev.busway.contract.ChannelSpec;
import dev.busway.message.Message;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What follows a message's last try, before its offset may be committed: the dead letter, which is tried until it is written, and
 * the answer, which is tried as long as somebody may wait for it. Fails only where the partition has gone meanwhile.
 */
final class Ending {
    private static final Logger LOG = LoggerFactory.getLogger(Ending.class);

    /** Whether the last of this many tries, which came to this problem, was the last one. */
    private interface Patience {
        boolean endsAt(Problem problem, int tries);
    }

    private final Vertx vertx;
    private final ChannelSpec channel;
    private final DeadLetters deadLetters;
    private final Answers answers;
    private final Backoff backoff;

    Ending(Vertx vertx, ChannelSpec channel, DeadLetters deadLetters, Answers answers, Backoff backoff) {
        this.vertx = vertx;
        this.channel = channel;
        this.deadLetters = deadLetters;
        this.answers = answers;
        this.backoff = backoff;
    }

    /** Parks a message in the dead letters. */
    Future<Void> bury(Item item, Problem problem) {
        LOG.atWarn()
                .addKeyValue("channel", channel.address())
                .addKeyValue("partition", item.record.partition())
                .addKeyValue("offset", item.record.offset())
                .addKeyValue("id", id(item))
                .addKeyValue("tries", item.tries)
                .addKeyValue("code", problem.kind().code())
                .addKeyValue("dead_letter", channel.deadLetter().orElse("none"))
                .log("message given up");
        Promise<Void> done = Promise.promise();
        insist(item, () -> deadLetters.bury(item, problem), (failure, tries) -> false, 1, done);
        return done.future();
    }

    /** Sends the answer to who waits for one. */
    Future<Void> answer(Item item, Message request, Outcome outcome) {
        Message reply = answers.of(request, outcome);
        if (reply == null || expired(request)) {
            return Future.succeededFuture();
        }
        Promise<Void> done = Promise.promise();
        insist(item, () -> answers.write(request, fitting(request, reply)), this::nobodyWaits, 1, done);
        return done.future();
    }

    private static boolean expired(Message request) {
        return request.deadlineMillis() != 0 && request.deadlineMillis() <= System.currentTimeMillis();
    }

    /** An answer past its request's deadline would be read by nobody; one with it in time must be written in time. */
    private static Message fitting(Message request, Message reply) {
        return request.deadlineMillis() == 0 ? reply : reply.until(request.deadlineMillis());
    }

    private void insist(Item item, Supplier<Future<Outcome>> write, Patience patience, int tries, Promise<Void> done) {
        write.get().onSuccess(outcome -> {
            Problem problem = outcome.problem();
            if (problem == null) {
                done.complete();
            } else if (item.shard.isReleased()) {
                done.fail("the partition has gone");
            } else if (patience.endsAt(problem, tries)) {
                LOG.atWarn()
                        .addKeyValue("channel", channel.address())
                        .addKeyValue("id", id(item))
                        .addKeyValue("code", problem.kind().code())
                        .addKeyValue("cause", problem.cause())
                        .log("answer not written");
                done.complete();
            } else {
                vertx.setTimer(backoff.millisAfter(tries), timer -> insist(item, write, patience, tries + 1, done));
            }
        });
    }

    private boolean nobodyWaits(Problem problem, int tries) {
        return problem.kind() == Problem.Kind.TIMEOUT
                || !problem.kind().retryable()
                || tries >= channel.retry().attempts();
    }

    private static String id(Item item) {
        return item.incoming instanceof Incoming.Event event ? event.message().id() : "unreadable";
    }
}
