package dev.busway.bus.transport.broker;

import dev.busway.bus.Outcome;
import dev.busway.bus.Problem;
import dev.busway.message.Message;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a group does so that nothing passes what is parked of its key. Touched by the group's context. */
final class Sequencing {
    private static final Logger LOG = LoggerFactory.getLogger(Sequencing.class);

    private final Resumption.Tools tools;
    private final ParkedKeys parked;
    private final Ending ending;
    private final Gate gate;

    /** @param open takes what had to wait until the parked keys were known */
    Sequencing(Resumption.Tools tools, Consumer<List<Task>> open) {
        this.tools = tools;
        this.parked = tools.parked();
        this.ending = tools.ending();
        this.gate = new Gate(tools.context(), parked, tools.backoff(), open);
    }

    /** Whether it keeps the task until the parked keys of its shard are known. */
    boolean holds(Task task) {
        return gate.holds(task);
    }

    void forgetReleased() {
        gate.forget();
    }

    /** Whether what is known of this message's key is so old that it is to be looked at again before it is believed. */
    boolean doubts(Message message) {
        return parked.first(message) != null && parked.isOld();
    }

    Future<Void> lookAgain() {
        return parked.learn(tools.context());
    }

    /** Parks a message that may not pass others of its key; {@code null} where its way is free. */
    @Nullable
    Future<Void> park(Task task, Message message) {
        String first = parked.first(message);
        if (first == null) {
            return null;
        }
        if (parked.has(message)) {
            // The broker brings it again, because its acknowledgement was lost.
            return Future.succeededFuture();
        }
        Problem problem = Problem.of(
                Problem.Kind.BUSY,
                "It waits behind the dead letter " + first + " of its key, and is handled when that is replayed.",
                "Wait, or ask whoever runs the service: busway dlq show " + first + ".");
        return ending.giveUpBehind(task, message, problem, first)
                .compose(given -> ending.answer(task, message, new Outcome.Refused(problem)))
                .compose(told -> noted(() -> {
                    parked.parked(message, task.letter());
                    parked.tally().behind();
                }));
    }

    /** Whether a message that has failed for good can be a letter now. With no room it waits, and its key with it. */
    boolean hasRoomFor(Task task, Message message) {
        boolean room = parked.hasRoomFor(message);
        if (!room) {
            LOG.atWarn()
                    .addKeyValue("channel", tools.channel().address())
                    .addKeyValue("id", message.id())
                    .addKeyValue("place", task.arrival.place())
                    .addKeyValue("parked_keys", ParkedKeys.MOST_KEYS)
                    .log("a failed message waits: too many keys are parked");
        }
        return room;
    }

    /** A message that failed for good is a letter now, and its key is parked before its next message may start. */
    Future<Void> failed(Task task, Message message) {
        return noted(() -> {
            parked.parked(message, task.letter());
            parked.tally().failed();
        });
    }

    Future<Void> replay(Task task, Message request) {
        return new Resumption(tools, task, request).run();
    }

    private Future<Void> noted(Runnable note) {
        Promise<Void> done = Promise.promise();
        tools.context().emit(go -> {
            note.run();
            done.complete();
        });
        return done.future();
    }
}
