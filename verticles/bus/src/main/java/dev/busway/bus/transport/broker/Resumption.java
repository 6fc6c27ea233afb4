package dev.busway.bus.transport.broker;

import dev.busway.bus.Outcome;
import dev.busway.bus.transport.DeadLetter;
import dev.busway.contract.ChannelSpec;
import dev.busway.message.Message;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Handles what is parked of one key, oldest first, until nothing of it is left; what comes of the key meanwhile waits in its lane. A
 * letter is removed after it was handled; one that fails again stays, and all behind it. Touched by the group's context.
 */
final class Resumption {
    private static final Logger LOG = LoggerFactory.getLogger(Resumption.class);
    /** Letters that are read, and removed, at once; a node that dies in between handles them again. */
    private static final int MOST_AT_ONCE = 100;
    /** Payload bytes of these. */
    private static final int MOST_BYTES_AT_ONCE = 4 << 20;

    /** What a resumption works with: the same for all of a group. */
    record Tools(
            ContextInternal context,
            ChannelSpec channel,
            ParkedKeys parked,
            Ending ending,
            Backoff backoff,
            Function<Message, Future<Outcome>> handling) {}

    private enum Stop {
        NOTHING_LEFT_HERE,
        FAILED_AGAIN,
        SHARD_GONE
    }

    private final Tools tools;
    private final Task task;
    private final String key;
    private final Optional<String> only;
    private final Promise<Void> over = Promise.promise();
    private final ArrayDeque<DeadLetter> letters = new ArrayDeque<>();
    private final List<String> handled = new ArrayList<>();
    private final Set<String> messages = new HashSet<>();
    private int count;
    private int failures;

    Resumption(Tools tools, Task task, Message request) {
        this.tools = tools;
        this.task = task;
        this.key = request.key().orElse("");
        this.only = Replay.letter(request);
    }

    /** Completes when the request may be acknowledged; fails where the shard has gone. */
    Future<Void> run() {
        read();
        return over.future();
    }

    private void read() {
        List<DeadLetter> found = new ArrayList<>();
        int[] bytes = new int[1];
        tools.parked
                .box()
                .browse(letter -> {
                    if (tools.parked.isOf(letter, key)) {
                        found.add(letter);
                        bytes[0] += letter.message().orElseThrow().bytes().length();
                    }
                    return found.size() < MOST_AT_ONCE && bytes[0] < MOST_BYTES_AT_ONCE;
                })
                .onComplete(read -> tools.context.emit(go -> begin(read, found)));
    }

    private void begin(AsyncResult<Void> read, List<DeadLetter> found) {
        if (read.failed() && isGone()) {
            over.fail("the shard has gone");
        } else if (read.failed()) {
            LOG.atWarn()
                    .addKeyValue("channel", tools.channel.address())
                    .addKeyValue("cause", read.cause().getMessage())
                    .log("replay waits: the dead letters cannot be read");
            later(++failures, this::read);
        } else if (found.isEmpty()) {
            tools.parked.free(key);
            end("nothing is parked any more");
        } else if (only.isPresent()
                && (count > 0 || !only.get().equals(found.get(0).id()))) {
            end("others are parked still");
        } else {
            letters.addAll(only.isPresent() ? found.subList(0, 1) : found);
            step();
        }
    }

    private void step() {
        DeadLetter next = letters.peek();
        if (next == null) {
            removeThen(Stop.NOTHING_LEFT_HERE);
        } else if (isGone()) {
            removeThen(Stop.SHARD_GONE);
        } else if (messages.add(next.message().orElseThrow().id())) {
            handle(next, 1, 1);
        } else {
            passed();
        }
    }

    private void handle(DeadLetter letter, int tries, int waits) {
        Message message = letter.message().orElseThrow();
        tools.handling
                .apply(message)
                .onComplete(tried -> tools.context.emit(go -> settle(letter, message, tried.result(), tries, waits)));
    }

    private void settle(DeadLetter letter, Message message, Outcome outcome, int tries, int waits) {
        Verdict verdict = Verdict.of(tools.channel, message, outcome, tries);
        if (verdict == Verdict.DONE) {
            tools.ending.answer(task, message, outcome).onComplete(told -> tools.context.emit(go -> passed()));
        } else if (verdict == Verdict.DEAD) {
            removeThen(Stop.FAILED_AGAIN);
        } else if (isGone()) {
            removeThen(Stop.SHARD_GONE);
        } else {
            later(waits, () -> handle(letter, verdict == Verdict.AGAIN ? tries + 1 : tries, waits + 1));
        }
    }

    private void passed() {
        handled.add(letters.remove().id());
        count++;
        step();
    }

    private void removeThen(Stop why) {
        List<String> gone = List.copyOf(handled);
        handled.clear();
        messages.clear();
        Future<Void> removed = gone.isEmpty()
                ? Future.succeededFuture()
                : tools.ending.insist(task, () -> tools.parked
                        .box()
                        .remove(gone)
                        .transform(done -> Future.succeededFuture(
                                done.succeeded() ? Outcome.delivered() : Outcome.refused(done.cause()))));
        removed.onComplete(done -> tools.context.emit(go -> stop(done.succeeded() ? why : Stop.SHARD_GONE)));
    }

    private void stop(Stop why) {
        switch (why) {
            case NOTHING_LEFT_HERE -> read();
            case FAILED_AGAIN -> end("one failed again, and all behind it wait");
            case SHARD_GONE -> over.fail("the shard has gone");
        }
    }

    private void end(String how) {
        LOG.atInfo()
                .addKeyValue("channel", tools.channel.address())
                .addKeyValue("group", tools.ending.group())
                .addKeyValue("handled", count)
                .addKeyValue("end", how)
                .log("parked sequence replayed");
        over.complete();
    }

    private boolean isGone() {
        return task.arrival.shard().isReleased();
    }

    private void later(int waits, Runnable step) {
        tools.context.owner().setTimer(tools.backoff.millisAfter(waits), timer -> tools.context.emit(go -> step.run()));
    }
}
