package dev.busway.postgres;

import dev.busway.bus.MessageHandler;
import dev.busway.bus.Outcome;
import dev.busway.message.Message;
import io.vertx.core.Future;

/** Says that a message is handled before its transaction has committed. */
final class FakeHastyInbox implements InboxWorld.Inboxes {
    @Override
    public Future<Outcome> handle(Handling handling, InboxKey key, Message message, MessageHandler handler) {
        var unheard = handling.handle(key, message, handler);
        return unheard.isComplete() ? unheard : Future.succeededFuture(Outcome.delivered());
    }
}
