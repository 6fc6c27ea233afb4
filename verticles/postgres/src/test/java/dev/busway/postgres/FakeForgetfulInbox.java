package dev.busway.postgres;

import dev.busway.bus.MessageHandler;
import dev.busway.bus.Outcome;
import dev.busway.message.Message;
import io.vertx.core.Future;

/** Takes each delivery for a new message. */
final class FakeForgetfulInbox implements InboxWorld.Inboxes {
    private int deliveries;

    @Override
    public Future<Outcome> handle(Handling handling, InboxKey key, Message message, MessageHandler handler) {
        Message fresh = message.edit().id(message.id() + "#" + ++deliveries).build();
        return handling.handle(key, fresh, (renamed, work) -> handler.handle(message, work));
    }
}
