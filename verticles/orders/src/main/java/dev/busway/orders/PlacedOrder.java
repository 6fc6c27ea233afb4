package dev.busway.orders;

import io.vertx.core.json.JsonArray;
import io.vertx.sqlclient.Row;

/**
 * An order in the books.
 *
 * @param operation id of the message that placed it: what the order's end answers
 */
record PlacedOrder(
        String orderId,
        String operation,
        String consumerId,
        String restaurantId,
        JsonArray items,
        int totalCents,
        String state) {

    static PlacedOrder of(Row row) {
        return new PlacedOrder(
                row.getString("order_id"),
                row.getString("operation"),
                row.getString("consumer_id"),
                row.getString("restaurant_id"),
                row.getJsonArray("items"),
                row.getInteger("total_cents"),
                row.getString("state"));
    }
}
