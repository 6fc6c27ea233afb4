package dev.busway.bus;

import dev.busway.bus.Stage.Next;
import dev.busway.message.Message;
import io.vertx.core.Future;
import java.util.List;

/**
 * A list of stages, walked in order; made once per channel and direction. Safe on any thread.
 *
 * <p>What leads from one stage to the next is made for each message: kept as a chain it would be an object a stage and channel, and a
 * call over many channels has to fetch those from far.
 */
public final class Pipeline {
    private static final Stage[] NONE = {};

    private final Stage[] stages;
    private final Next end;

    /**
     * Puts the stages in this order.
     *
     * @param end what the last stage calls
     */
    public Pipeline(List<Stage> stages, Next end) {
        this.stages = stages.toArray(NONE);
        this.end = end;
    }

    /** Walks one message through; the future never fails: what throws on the way is refused as BROKEN. */
    public Future<Outcome> run(Message message) {
        try {
            return new Rest(stages, 0, end).pass(message);
        } catch (Throwable broken) { // a missing class too: the caller must hear of it
            return Future.succeededFuture(Outcome.refused(broken));
        }
    }

    /** The walk from one stage on. */
    private static final class Rest implements Next {
        private final Stage[] stages;
        private final int from;
        private final Next end;

        Rest(Stage[] stages, int from, Next end) {
            this.stages = stages;
            this.from = from;
            this.end = end;
        }

        @Override
        public Future<Outcome> pass(Message message) {
            int next = from + 1;
            if (next > stages.length) {
                return end.pass(message);
            }
            return stages[from].pass(message, next == stages.length ? end : new Rest(stages, next, end));
        }
    }
}
