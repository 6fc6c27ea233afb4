package dev.busway.bus;

import dev.busway.bus.Problem.Kind;
import dev.busway.bus.Stage.Next;
import dev.busway.bus.store.Store;
import dev.busway.contract.ChannelKind;
import dev.busway.contract.ChannelSpec;
import dev.busway.contract.Delivery;
import dev.busway.message.Message;
import io.vertx.core.Future;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The end of calling for a message that is not due yet: the store keeps it until then. Where nothing keeps it, it is refused, never
 * silently delivered at once. A message that is due goes on.
 */
final class DelayedCall implements Next {
    private final ChannelSpec channel;
    private final Style style;
    private final @Nullable Store store;
    private final Next atOnce;

    DelayedCall(ChannelSpec channel, Style style, Optional<Store> store, Next atOnce) {
        this.channel = channel;
        this.style = style;
        this.store = store.orElse(null);
        this.atOnce = atOnce;
    }

    @Override
    public Future<Outcome> pass(Message message) {
        long due = message.deliverAtMillis();
        if (due == 0 || due <= System.currentTimeMillis()) {
            return atOnce.pass(message);
        }
        Store keeper = store;
        if (keeper == null || !channel.delivery().durable() || waits()) {
            return Future.succeededFuture(new Outcome.Refused(refusal()));
        }
        if (message.deadlineMillis() != 0 && message.deadlineMillis() <= due) {
            return Future.succeededFuture(Outcome.refused(
                    Kind.INVALID,
                    "The message is due after its deadline.",
                    "Give it a later deadline, none, or an earlier deliverat."));
        }
        return acceptedByStore() ? atOnce.pass(message) : keeper.enqueue(channel, message);
    }

    /** The store accepts such a message whenever it is due. */
    private boolean acceptedByStore() {
        return channel.kind() == ChannelKind.POINT_TO_POINT && channel.delivery() == Delivery.EFFECTIVELY_ONCE;
    }

    /** Whether somebody would wait all the time. */
    private boolean waits() {
        return style == Style.REQUEST || style == Style.GATHER || (style == Style.REQUEST_LATER && !acceptedByStore());
    }

    private Problem refusal() {
        if (!channel.delivery().durable()) {
            return Problem.of(
                    Kind.INVALID,
                    "The channel " + channel.address() + " is best-effort: nothing keeps a message until it is due.",
                    "Send it when it is due, or declare delivery: at-least-once.");
        }
        if (waits()) {
            return Problem.of(
                    Kind.INVALID,
                    "A message that is due later cannot be waited for.",
                    acceptedByStore()
                            ? "Let the answer come later (Prefer: respond-async) and ask for its operation."
                            : "Send it, and take the answer on a channel of your own.");
        }
        return Problem.of(
                Kind.INVALID,
                "The channel " + channel.address()
                        + " takes no message for later: this node has no database to keep it.",
                "Give the node a postgres section (configure postgres).");
    }
}
