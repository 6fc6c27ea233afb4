package dev.busway.bus;

import dev.busway.bus.Stage.Next;
import dev.busway.bus.store.Operation;
import dev.busway.bus.store.Store;
import dev.busway.contract.ChannelSpec;
import dev.busway.message.Message;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;
import java.util.function.ToLongFunction;

/**
 * The end of calling an effectively-once point-to-point channel: the store accepts the message, the relay carries it, and whoever
 * waits is told by the operation. The caller's deadline bounds the waiting only: what is accepted will be handled.
 */
final class DurableCall implements Next {
    /** The store waits no longer at once. */
    private static final long LONGEST_WAIT_MILLIS = 60_000;

    /** Whether the caller waits for the answer. */
    enum Wait {
        FOR_REPLY,
        FOR_ACCEPTANCE
    }

    private final ChannelSpec channel;
    private final Store store;
    private final Wait wait;
    private final ToLongFunction<Message> timeoutMillis;

    DurableCall(ChannelSpec channel, Store store, Wait wait, ToLongFunction<Message> timeoutMillis) {
        this.channel = channel;
        this.store = store;
        this.wait = wait;
        this.timeoutMillis = timeoutMillis;
    }

    @Override
    public Future<Outcome> pass(Message message) {
        long now = System.currentTimeMillis();
        long deadline = message.deadlineMillis();
        long until = deadline == 0 ? now + timeoutMillis.applyAsLong(message) : deadline;
        Message undated = deadline == 0 ? message : message.until(0);
        Future<Outcome> accepted = store.accept(channel, undated);
        return wait == Wait.FOR_ACCEPTANCE
                ? accepted
                : accepted.compose(outcome -> outcome instanceof Outcome.Accepted taken
                        ? answer(taken.operation(), until)
                        : Future.succeededFuture(outcome));
    }

    private Future<Outcome> answer(String operation, long until) {
        long left = Math.min(until - System.currentTimeMillis(), LONGEST_WAIT_MILLIS);
        if (left <= 0) {
            return Future.succeededFuture(late(operation));
        }
        return store.operations()
                .await(operation, Duration.ofMillis(left))
                .compose(
                        found -> settled(found).map(Future::succeededFuture).orElseGet(() -> answer(operation, until)),
                        failure -> Future.succeededFuture(Outcome.refused(failure)));
    }

    private static Optional<Outcome> settled(Optional<Operation> found) {
        return found.filter(operation -> operation.state().terminal()).map(DurableCall::outcome);
    }

    private static Outcome outcome(Operation operation) {
        if (operation.problem().isPresent()) {
            return new Outcome.Refused(operation.problem().get());
        }
        return operation.reply().<Outcome>map(Outcome.Replied::new).orElseGet(Outcome::delivered);
    }

    private static Outcome late(String operation) {
        return Outcome.refused(
                Problem.Kind.TIMEOUT,
                "No answer came before the deadline; the message is accepted and will be handled.",
                "Ask for the operation " + operation + ", or send the same id again.");
    }
}
