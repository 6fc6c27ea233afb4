package dev.busway.bench.demo;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/** The orders of one run: most end well, some are rejected by each of those who may. The same number, the same orders. */
final class OrderBook {
    private static final int NOT_VERIFIED_EVERY = 10;
    private static final int OUT_OF_REACH_EVERY = 25;
    private static final int TOO_MUCH_EVERY = 40;
    private static final int MANY_PORTIONS = 20;

    private OrderBook() {}

    static List<Placement> of(int count) {
        List<Placement> placements = new ArrayList<>(count);
        for (int number = 1; number <= count; number++) {
            placements.add(placement("demo-%06d".formatted(number), number));
        }
        return placements;
    }

    private static Placement placement(String orderId, int number) {
        boolean notVerified = number % NOT_VERIFIED_EVERY == 0;
        boolean outOfReach = number % OUT_OF_REACH_EVERY == 0;
        boolean tooMuch = number % TOO_MUCH_EVERY == 0;
        JsonArray items = new JsonArray().add(item("m-1", tooMuch ? MANY_PORTIONS : 1 + number % 3));
        if (tooMuch || number % 2 == 0) {
            items.add(item("m-2", tooMuch ? MANY_PORTIONS : 1));
        }
        JsonObject body = new JsonObject()
                .put("orderId", orderId)
                .put("consumerId", (notVerified && !tooMuch ? "c-0" : "c-1") + number)
                .put("restaurantId", outOfReach ? "r-3" : "r-" + (1 + number % 2))
                .put("items", items);
        return new Placement(orderId, body.encode());
    }

    private static JsonObject item(String menuItemId, int quantity) {
        return new JsonObject().put("menuItemId", menuItemId).put("quantity", quantity);
    }

    /**
     * One order to post.
     *
     * @param orderId also its idempotency key, so that its operation is found by it
     */
    record Placement(String orderId, String body) {}
}
