package dev.busway.postgres.replica;

import dev.busway.bus.Channel;
import dev.busway.bus.Outcome;
import dev.busway.bus.Problem;
import dev.busway.bus.Problem.Kind;
import dev.busway.bus.ProblemException;
import dev.busway.bus.Registration;
import dev.busway.bus.Sql;
import dev.busway.bus.store.Store;
import dev.busway.contract.Delivery;
import dev.busway.message.Message;
import dev.busway.message.PayloadException;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.util.Set;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Applies the events of a channel to the table of one generation, each in one transaction with its inbox row: once, and those of a key
 * in their order.
 */
final class Filling {
    private static final Logger LOG = LoggerFactory.getLogger(Filling.class);
    /** The table has gone: another generation is read by now, and this group is about to leave. */
    private static final String NO_TABLE = "42P01";

    private static final int LONGEST_FAULT = 300;

    private final Store store;
    private final Channel channel;
    private final Generation generation;
    private final Set<String> deletes;
    private final LongConsumer applied;

    /** @param applied hears the time of each event that was applied */
    Filling(Store store, Channel channel, Generation generation, Set<String> deletes, LongConsumer applied) {
        this.store = store;
        this.channel = channel;
        this.generation = generation;
        this.deletes = deletes;
        this.applied = applied;
    }

    Future<Registration> start() {
        boolean inboxed = channel.spec().delivery() == Delivery.EFFECTIVELY_ONCE;
        return channel.handle(
                generation.group(),
                (message, work) -> inboxed
                        ? apply(work.sql(), message).recover(failure -> refused(message, Problem.of(failure)))
                        : once(message));
    }

    /** The inbox of a channel that has none of its own. */
    private Future<Void> once(Message message) {
        return store.handle(channel.spec(), generation.group(), message, (event, work) -> apply(work.sql(), event))
                .compose(outcome -> outcome instanceof Outcome.Refused no
                        ? refused(message, no.problem())
                        : Future.succeededFuture());
    }

    private Future<Void> apply(Sql sql, Message event) {
        String key = event.key().orElse(null);
        if (key == null) {
            return unfit("The event " + event.id() + " has no key, so the replica cannot tell what it is about.");
        }
        Future<?> done;
        if (event.payload().isEmpty() || deletes.contains(event.type())) {
            done = sql.preparedQuery(ReplicaSql.delete(generation)).execute(Tuple.of(key));
        } else {
            String json;
            try {
                json = event.tree().toString();
            } catch (PayloadException unreadable) {
                return unfit("The payload of the event " + event.id() + " is no JSON.");
            }
            done = sql.preparedQuery(ReplicaSql.apply(generation))
                    .execute(Tuple.of(key, event.type(), event.id(), event.timeMillis(), json));
        }
        return done.<Void>mapEmpty().onSuccess(written -> applied.accept(event.timeMillis()));
    }

    /** Of a kind that the inbox does not keep as an answer: replayed when somebody mended the cause, it is tried again. */
    private static Future<Void> unfit(String cause) {
        return Future.failedFuture(new ProblemException(
                Kind.BROKEN,
                cause,
                "Mend the owner's event, or drop the dead letter; then replay what waits behind it."));
    }

    /** What lies with the event is written to its key, so that whoever reads it sees it; then it goes the way of all dead letters. */
    private Future<Void> refused(Message message, Problem problem) {
        if (problem.cause().contains(NO_TABLE)) {
            return Future.failedFuture(
                    new ProblemException(Kind.BUSY, "The replica " + generation.replica() + " was rebuilt.", ""));
        }
        Future<Void> failed = Future.failedFuture(new ProblemException(problem));
        if (problem.kind() != Kind.BROKEN || message.key().isEmpty()) {
            return failed;
        }
        LOG.atWarn()
                .addKeyValue("replica", generation.replica())
                .addKeyValue("id", message.id())
                .addKeyValue("cause", problem.cause())
                .log("event not applied");
        String cause = problem.kind().code() + ": " + problem.cause();
        return store.sql()
                .preparedQuery(ReplicaSql.fault(generation))
                .execute(Tuple.of(
                        message.key().get(),
                        message.type(),
                        message.id(),
                        message.timeMillis(),
                        cause.length() > LONGEST_FAULT ? cause.substring(0, LONGEST_FAULT) : cause))
                .transform(noted -> failed);
    }
}
