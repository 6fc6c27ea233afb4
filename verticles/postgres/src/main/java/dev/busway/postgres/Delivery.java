package dev.busway.postgres;

import dev.busway.bus.MessageHandler;
import dev.busway.bus.Work;
import dev.busway.message.Message;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.ContextInternal;

/**
 * One message on its way to its handler.
 *
 * @param context the handler's own
 * @param digest of the message, made once
 */
record Delivery(InboxKey key, Message message, MessageHandler handler, ContextInternal context, Buffer digest) {
    static Delivery of(Vertx vertx, InboxKey key, Message message, MessageHandler handler) {
        return new Delivery(key, message, handler, (ContextInternal) vertx.getOrCreateContext(), Digest.of(message));
    }

    String id() {
        return message.id();
    }

    /** Calls the handler on its own context, whose thread this is; never throws. */
    @SuppressWarnings("unchecked") // what the future holds is looked at, never cast
    Future<Object> call(Work work) {
        ContextInternal before = context.beginDispatch();
        try {
            Future<?> handled = handler.handle(message, work);
            return handled == null
                    ? Future.failedFuture(new IllegalStateException("the handler returned no future"))
                    : (Future<Object>) handled;
        } catch (RuntimeException thrown) {
            return Future.failedFuture(thrown);
        } finally {
            context.endDispatch(before);
        }
    }
}
