package dev.busway.orders;

import dev.busway.bus.Work;
import dev.busway.message.Message;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;

/** How an order ends: its operation is answered and its consumer notified, with the last step's transaction. */
final class Ending {
    private Ending() {}

    static Future<Void> of(Message message, Work work, PlacedOrder order, String sentence) {
        return notify(message, work, order, sentence)
                .compose(done -> work.answer("orders", order.operation(), answer(message, order, sentence)));
    }

    static Future<Void> notify(Message message, Work work, PlacedOrder order, String sentence) {
        JsonObject email = new JsonObject()
                .put("consumerId", order.consumerId())
                .put("text", "Your order " + order.orderId() + " is " + order.state() + ". " + sentence);
        return work.send(
                "notifications.email",
                Followup.of(message, "notifications.SendEmail", order.orderId(), email)
                        .build());
    }

    static Message answer(Message message, PlacedOrder order, String sentence) {
        JsonObject end = new JsonObject().put("state", order.state());
        if (order.state().equals(Step.REJECTED.state())) {
            end.put("reason", sentence);
        }
        return Followup.of(message, "orders.OrderFinished", order.orderId(), end)
                .correlationId(order.operation())
                .build();
    }
}
