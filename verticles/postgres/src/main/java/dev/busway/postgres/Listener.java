package dev.busway.postgres;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.pubsub.PgSubscriber;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * Hears NOTIFY: messages in the outbox, another engine for the relay, messages that are due later, operations that have ended.
 * Comes back by itself; then all may have missed something.
 */
final class Listener {
    private static final int FIRST_PAUSE_MILLIS = 50;
    private static final int MOST_DOUBLINGS = 7;

    private final PgSubscriber subscriber;

    Listener(Vertx vertx, Database database) {
        this.subscriber = PgSubscriber.subscriber(vertx, database.login("busway-listener", Map.of()));
        subscriber.reconnectPolicy(tries -> (long) FIRST_PAUSE_MILLIS << Math.min(tries, MOST_DOUBLINGS));
    }

    /** Completes when all are heard. */
    Future<Void> start(Runnable outbox, Runnable relay, LongConsumer due, Consumer<String> done) {
        subscriber
                .channel("busway_outbox")
                .subscribeHandler(heard -> outbox.run())
                .handler(notice -> outbox.run());
        subscriber.channel("busway_relay").handler(notice -> relay.run());
        subscriber.channel("busway_scheduled").handler(millis -> due.accept(millis(millis)));
        subscriber.channel("busway_done").handler(done::accept);
        return subscriber.connect();
    }

    /** Anybody may notify; what is no time means now. */
    private static long millis(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException foreign) {
            return 0;
        }
    }

    Future<Void> close() {
        return subscriber.closed() ? Future.succeededFuture() : subscriber.close();
    }
}
