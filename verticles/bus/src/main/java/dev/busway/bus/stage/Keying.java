package dev.busway.bus.stage;

import dev.busway.bus.Outcome;
import dev.busway.bus.Stage;
import dev.busway.contract.KeyPath;
import dev.busway.message.Message;
import io.vertx.core.Future;

/** Gives a message with no key the one that its payload carries; one whose payload has none goes on without. */
public final class Keying implements Stage {
    private final KeyPath path;

    public Keying(KeyPath path) {
        this.path = path;
    }

    @Override
    public Future<Outcome> pass(Message message, Next next) {
        if (message.key().isPresent()) {
            return next.pass(message);
        }
        String key = path.of(message);
        return next.pass(key == null ? message : message.edit().key(key).build());
    }
}
