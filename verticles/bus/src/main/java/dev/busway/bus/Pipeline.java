package dev.busway.bus;

import dev.busway.bus.Stage.Next;
import dev.busway.message.Message;
import io.vertx.core.Future;
import java.util.List;

/** A list of stages as one chain, built once per channel and direction at start. Safe on any thread. */
public final class Pipeline {
    private final Next first;

    /**
     * Chains the stages in this order.
     *
     * @param end what the last stage calls
     */
    public Pipeline(List<Stage> stages, Next end) {
        Next next = end;
        for (int i = stages.size() - 1; i >= 0; i--) {
            Stage stage = stages.get(i);
            Next rest = next;
            next = message -> stage.pass(message, rest);
        }
        this.first = next;
    }

    /** Walks one message through; the future never fails: what throws on the way is refused as BROKEN. */
    public Future<Outcome> run(Message message) {
        try {
            return first.pass(message);
        } catch (Throwable broken) { // a missing class too: the caller must hear of it
            return Future.succeededFuture(Outcome.refused(broken));
        }
    }
}
