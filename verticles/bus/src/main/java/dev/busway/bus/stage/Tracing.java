package dev.busway.bus.stage;

import dev.busway.bus.Outcome;
import dev.busway.bus.Stage;
import dev.busway.message.Message;
import dev.busway.message.Trace;
import io.vertx.core.Future;

/**
 * Puts every message into a trace (W3C Trace Context): a call is a new span of the caller's trace, or the first of a new one;
 * handling happens in the span that the call made. Replies and what a unit of work sends inherit it.
 */
public enum Tracing implements Stage {
    /** A span of its own for each call. */
    CALLING {
        @Override
        public Future<Outcome> pass(Message message, Next next) {
            Trace caller = message.trace().orElse(null);
            return next.pass(message.traced(caller == null ? Trace.start() : caller.child()));
        }
    },
    /** The span that came; a new trace for what came without one. */
    HANDLING {
        @Override
        public Future<Outcome> pass(Message message, Next next) {
            return next.pass(handled(message));
        }
    };

    /** As {@link #HANDLING} passes it on. */
    public static Message handled(Message message) {
        return message.trace().isPresent() ? message : message.traced(Trace.start());
    }
}
