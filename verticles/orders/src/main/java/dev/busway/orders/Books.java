package dev.busway.orders;

import dev.busway.bus.Problem;
import dev.busway.bus.Problem.Kind;
import dev.busway.bus.ProblemException;
import dev.busway.bus.Work;
import dev.busway.message.Message;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.List;

/**
 * What is written about orders. Each entry is one statement that moves the order and appends the step, and one event that
 * tells the world, all in the unit of work of the message that caused it.
 *
 * <p>No entry asks whether the step was taken before: that a message takes effect once is the platform's promise, and a guard
 * here would hide it if the promise were ever broken.
 */
final class Books {
    private static final String OPEN = """
            with o as (
              insert into orders (order_id, operation, consumer_id, restaurant_id, items, total_cents, state)
              values ($1, $2, $3, $4, $5, $6, $7)
              on conflict do nothing returning *),
            s as (insert into orders_steps (order_id, step, text, node) select order_id, $8, $9, $10 from o)
            select * from o""";

    private static final String MOVE = """
            with o as (
              update orders set state = $2, courier = coalesce($3, courier), reason = coalesce($4, reason)
              where order_id = $1 returning *),
            s as (insert into orders_steps (order_id, step, text, node) select order_id, $5, $6, $7 from o)
            select * from o""";

    private final String node;

    Books(String node) {
        this.node = node;
    }

    /** Opens an order; CONFLICT when another message has placed one with this id. */
    Future<PlacedOrder> open(Message message, Work work, NewOrder order, int totalCents) {
        String text = "Order taken, " + Money.text(totalCents) + ".";
        Tuple row = Tuple.of(order.orderId(), message.id(), order.consumerId(), order.restaurantId())
                .addValue(items(order.items()))
                .addInteger(totalCents)
                .addString(Step.CREATED.state())
                .addString(Step.CREATED.word())
                .addString(text)
                .addString(node);
        return entry(
                message,
                work,
                OPEN,
                row,
                new Entry(order.orderId(), Step.CREATED, text),
                Problem.of(
                        Kind.CONFLICT,
                        "There is an order " + order.orderId() + " already, placed by another message.",
                        "Choose another orderId; to repeat a call, send the same Idempotency-Key."));
    }

    /** Takes a step. */
    Future<PlacedOrder> step(Message message, Work work, Entry entry) {
        Tuple row = Tuple.tuple()
                .addString(entry.orderId())
                .addString(entry.step().state())
                .addString(entry.courier())
                .addString(entry.reason())
                .addString(entry.step().word())
                .addString(entry.text())
                .addString(node);
        return entry(
                message,
                work,
                MOVE,
                row,
                entry,
                Problem.of(Kind.INVALID, "There is no order " + entry.orderId() + ".", "Answer what Orders asked."));
    }

    private Future<PlacedOrder> entry(
            Message message, Work work, String statement, Tuple row, Entry entry, Problem otherwise) {
        return work.sql().preparedQuery(statement).execute(row).compose(rows -> {
            if (!rows.iterator().hasNext()) {
                return Future.failedFuture(new ProblemException(otherwise));
            }
            return work.publish("orders.events", event(message, entry)).map(done -> first(rows));
        });
    }

    private Message event(Message cause, Entry entry) {
        JsonObject payload = new JsonObject()
                .put("step", entry.step().word())
                .put("text", entry.text())
                .put("node", node);
        return Followup.of(cause, entry.step().event(), entry.orderId(), payload)
                .build();
    }

    private static PlacedOrder first(RowSet<Row> rows) {
        return PlacedOrder.of(rows.iterator().next());
    }

    private static JsonArray items(List<NewOrder.Item> items) {
        JsonArray array = new JsonArray();
        items.forEach(item ->
                array.add(new JsonObject().put("menuItemId", item.menuItemId()).put("quantity", item.quantity())));
        return array;
    }
}
