package dev.busway.orders;

import java.util.List;

/** What a consumer orders: the payload of {@code orders.CreateOrder}. */
record NewOrder(String orderId, String consumerId, String restaurantId, List<Item> items) {

    /** So many of one thing on the menu. */
    record Item(String menuItemId, int quantity) {}
}
