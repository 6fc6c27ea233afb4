package dev.busway.orders;

/** A step of an order, in the order in which steps come; {@link #REJECTED} may come after any of the first three. */
enum Step {
    CREATED("created", "orders.OrderCreated", "created"),
    CONSUMER_VERIFIED("consumer-verified", "orders.ConsumerVerified", "verified"),
    TICKET_ACCEPTED("ticket-accepted", "orders.OrderTicketed", "ticketed"),
    COURIER_ASSIGNED("courier-assigned", "orders.CourierAssigned", "ticketed"),
    APPROVED("approved", "orders.OrderApproved", "approved"),
    REJECTED("rejected", "orders.OrderRejected", "rejected");

    private final String word;
    private final String event;
    private final String state;

    Step(String word, String event, String state) {
        this.word = word;
        this.event = event;
        this.state = state;
    }

    String word() {
        return word;
    }

    /** Type of the event that tells the world. */
    String event() {
        return event;
    }

    /** What the order is after it. */
    String state() {
        return state;
    }
}
