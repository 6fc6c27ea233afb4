package dev.busway.orders;

import dev.busway.bus.MessageHandler;
import dev.busway.bus.Work;
import dev.busway.message.Message;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.Iterator;
import java.util.Optional;

/**
 * Takes {@code orders.CreateOrder}: prices it by the copied menu, writes it down, sends the first errand, and leaves the answer
 * to the order's end. What is not on the menu is rejected at once.
 */
final class OrderPlacing implements MessageHandler {
    private static final String MENU = "select menu from orders_menus where restaurant_id = $1";

    private final Books books;

    OrderPlacing(Books books) {
        this.books = books;
    }

    @Override
    public Future<?> handle(Message message, Work work) {
        NewOrder order = message.as(NewOrder.class);
        return work.sql()
                .preparedQuery(MENU)
                .execute(Tuple.of(order.restaurantId()))
                .compose(rows -> place(message, work, order, rows.iterator()));
    }

    private Future<?> place(Message message, Work work, NewOrder order, Iterator<Row> found) {
        if (!found.hasNext()) {
            return reject(message, work, order, "Restaurant " + order.restaurantId() + " has no menu.");
        }
        Menu menu = found.next().getJsonObject("menu").mapTo(Menu.class);
        Optional<String> missing = menu.missing(order);
        return missing.isPresent()
                ? reject(message, work, order, menu.name() + " does not offer " + missing.get() + ".")
                : take(message, work, order, menu.total(order));
    }

    private Future<?> take(Message message, Work work, NewOrder order, int totalCents) {
        JsonObject errand = new JsonObject().put("consumerId", order.consumerId());
        work.answerLater();
        return books.open(message, work, order, totalCents)
                .compose(placed -> work.send(
                        "orders.errands",
                        Followup.of(message, "orders.AskConsumer", order.orderId(), errand)
                                .build()));
    }

    private Future<?> reject(Message message, Work work, NewOrder order, String reason) {
        return books.open(message, work, order, 0)
                .compose(placed -> books.step(message, work, Entry.rejected(order.orderId(), reason)))
                .compose(placed -> Ending.notify(message, work, placed, reason)
                        .map(done -> Ending.answer(message, placed, reason)));
    }
}
