package dev.busway.orders;

import dev.busway.bus.Bus;
import dev.busway.bus.MessageHandler;
import dev.busway.bus.Problem.Kind;
import dev.busway.bus.ProblemException;
import dev.busway.bus.Work;
import dev.busway.message.Message;
import dev.busway.message.Payload;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;

/** Answers {@code orders.GetOrder}: one order and its steps, read in one statement. */
final class OrderQuery implements MessageHandler {
    private static final String ORDER = """
            select o.*, s.step, s.text, s.node, s.at from orders o join orders_steps s using (order_id)
            where o.order_id = $1 order by s.seq""";

    private final Bus bus;

    OrderQuery(Bus bus) {
        this.bus = bus;
    }

    @Override
    public Future<?> handle(Message question, Work work) {
        String orderId = question.tree().path("orderId").asText();
        return bus.sql().preparedQuery(ORDER).execute(Tuple.of(orderId)).compose(rows -> {
            if (!rows.iterator().hasNext()) {
                return Future.failedFuture(unknown(orderId));
            }
            return Future.succeededFuture(question.reply("orders.OrderView", Payload.of(view(rows))));
        });
    }

    private static JsonObject view(RowSet<Row> rows) {
        Row order = rows.iterator().next();
        JsonObject view = new JsonObject()
                .put("orderId", order.getString("order_id"))
                .put("consumerId", order.getString("consumer_id"))
                .put("restaurantId", order.getString("restaurant_id"))
                .put("totalCents", order.getInteger("total_cents"))
                .put("state", order.getString("state"));
        putIfKnown(view, order, "courier");
        putIfKnown(view, order, "reason");
        JsonArray steps = new JsonArray();
        rows.forEach(row -> steps.add(new JsonObject()
                .put("step", row.getString("step"))
                .put("text", row.getString("text"))
                .put("node", row.getString("node"))
                .put("at", row.getOffsetDateTime("at").toString())));
        return view.put("steps", steps);
    }

    private static void putIfKnown(JsonObject view, Row order, String column) {
        String value = order.getString(column);
        if (value != null) {
            view.put(column, value);
        }
    }

    private static ProblemException unknown(String orderId) {
        return new ProblemException(
                Kind.NOT_FOUND,
                "There is no order " + orderId + ", or it is accepted and not handled yet.",
                "Ask for its operation: GET /operations/{id}.");
    }
}
