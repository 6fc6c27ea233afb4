package dev.busway.orders.notifications;

import dev.busway.bus.Bus;
import dev.busway.bus.Work;
import dev.busway.message.Message;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Tuple;

/** The Notifications service: writes down what it would mail. */
public final class NotificationsVerticle extends VerticleBase {
    private static final String SENT =
            "insert into notifications_sent (order_id, consumer_id, text, node) values ($1, $2, $3, $4)";

    private String node = "";

    @Override
    public Future<?> start() {
        Bus bus = Bus.of(vertx);
        node = bus.node();
        return bus.channel("notifications.email").handle("notifications", this::mail);
    }

    private Future<?> mail(Message message, Work work) {
        JsonObject email = message.json();
        Tuple row = Tuple.of(email.getString("orderId"), email.getString("consumerId"), email.getString("text"), node);
        return work.sql().preparedQuery(SENT).execute(row);
    }
}
