package dev.busway.orders;

import java.util.List;
import java.util.Optional;

/** A menu as Orders knows it: a copy. */
record Menu(String restaurantId, String name, List<MenuItem> items) {

    /** One thing on the menu and its price. */
    record MenuItem(String menuItemId, String name, int cents) {}

    /** The first thing ordered that this menu has not. */
    Optional<String> missing(NewOrder order) {
        return order.items().stream()
                .map(NewOrder.Item::menuItemId)
                .filter(wanted ->
                        items.stream().noneMatch(item -> item.menuItemId().equals(wanted)))
                .findFirst();
    }

    /** What the order costs here. */
    int total(NewOrder order) {
        return order.items().stream()
                .mapToInt(ordered -> ordered.quantity() * cents(ordered.menuItemId()))
                .sum();
    }

    private int cents(String menuItemId) {
        return items.stream()
                .filter(item -> item.menuItemId().equals(menuItemId))
                .mapToInt(MenuItem::cents)
                .findFirst()
                .orElse(0);
    }
}
