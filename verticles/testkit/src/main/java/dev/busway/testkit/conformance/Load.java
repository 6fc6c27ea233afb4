package dev.busway.testkit.conformance;

import dev.busway.bus.Channel;
import dev.busway.message.Message;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Sends numbered messages of several keys: those of a key one after the other, each again with the same id until it is accepted.
 * So what is accepted was sent in order.
 */
final class Load {
    static final int KEYS = 8;

    /** Longer than a broker needs to come back on a slow machine. */
    private static final int MOST_TRIES = 3600;

    private static final long AGAIN_MILLIS = 50;

    private final Vertx vertx;
    private final Channel channel;
    private final int perKey;
    private final AtomicInteger accepted = new AtomicInteger();

    Load(Vertx vertx, Channel channel, int perKey) {
        this.vertx = vertx;
        this.channel = channel;
        this.perKey = perKey;
    }

    int size() {
        return KEYS * perKey;
    }

    /** Messages that were accepted so far. */
    int accepted() {
        return accepted.get();
    }

    /** Completes when all are accepted; fails when one is refused again and again. */
    Future<?> run() {
        List<Future<Void>> all = new ArrayList<>();
        for (int key = 0; key < KEYS; key++) {
            all.add(next("k" + key, 0));
        }
        return Future.join(all);
    }

    private Future<Void> next(String key, int number) {
        if (number == perKey) {
            return Future.succeededFuture();
        }
        Message message =
                Message.of("rule.Keyed", new JsonObject().put("key", key).put("number", number));
        return send(message, 1).compose(sent -> {
            accepted.incrementAndGet();
            return next(key, number + 1);
        });
    }

    private Future<Void> send(Message message, int tries) {
        return channel.send(message)
                .recover(refused -> tries == MOST_TRIES
                        ? Future.failedFuture(refused)
                        : vertx.timer(AGAIN_MILLIS).compose(now -> send(message, tries + 1)));
    }
}
