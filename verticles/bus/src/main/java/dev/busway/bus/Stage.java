package dev.busway.bus;

import dev.busway.message.Message;
import io.vertx.core.Future;

/**
 * One step that every message passes: <i>around</i> what comes after it, since a limit must release its permit and a trace
 * must see the end. Safe on any thread; calls {@code next} at most once; never throws; its future never fails: a refusal is an
 * {@link Outcome}. A stage that only looks before returns {@code next.pass(message)} itself: that costs nothing.
 */
public interface Stage {
    Future<Outcome> pass(Message message, Next next);

    /** The rest of the pipeline. */
    @FunctionalInterface
    interface Next {
        Future<Outcome> pass(Message message);
    }
}
