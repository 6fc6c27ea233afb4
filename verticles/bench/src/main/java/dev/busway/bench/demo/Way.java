package dev.busway.bench.demo;

import java.util.List;
import java.util.Set;

/** The way of an order: which steps follow which, and the event of each. */
final class Way {
    static final String APPROVED = "approved";
    static final String REJECTED = "rejected";
    static final String TICKETED = "ticket-accepted";

    /** Steps in their order; an order is rejected after any of the first three. */
    private static final List<String> STEPS =
            List.of("created", "consumer-verified", TICKETED, "courier-assigned", APPROVED, REJECTED);

    private static final List<String> EVENTS = List.of(
            "orders.OrderCreated",
            "orders.ConsumerVerified",
            "orders.OrderTicketed",
            "orders.CourierAssigned",
            "orders.OrderApproved",
            "orders.OrderRejected");

    private static final int LATEST_BEFORE_REJECTION = STEPS.indexOf(TICKETED);

    private Way() {}

    /** The step that an event tells; the type itself for a foreign one. */
    static String stepOf(String event) {
        int at = EVENTS.indexOf(event);
        return at < 0 ? event : STEPS.get(at);
    }

    /** Whether these steps, in any order and however often, are all that an order in this state needs. */
    static boolean complete(String state, Set<String> steps) {
        if (state.equals(APPROVED)) {
            return steps.containsAll(STEPS.subList(0, STEPS.indexOf(REJECTED)));
        }
        if (!state.equals(REJECTED) || !steps.contains(REJECTED)) {
            return false;
        }
        int latest = LATEST_BEFORE_REJECTION;
        while (latest > 0 && !steps.contains(STEPS.get(latest))) {
            latest--;
        }
        return steps.containsAll(STEPS.subList(0, latest + 1));
    }

    /** Whether steps, each where it came first, came in their order. */
    static boolean inOrder(List<String> firsts) {
        int before = -1;
        for (String step : firsts) {
            int at = STEPS.indexOf(step);
            if (at < before) {
                return false;
            }
            before = at;
        }
        return true;
    }
}
