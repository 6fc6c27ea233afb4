package dev.busway.orders;

import org.jspecify.annotations.Nullable;

/**
 * One step to be written down.
 *
 * @param text one sentence for people
 * @param courier who brings it, once that is known
 * @param reason why not, when it is rejected
 */
record Entry(
        String orderId,
        Step step,
        String text,
        @Nullable String courier,
        @Nullable String reason) {
    Entry(String orderId, Step step, String text) {
        this(orderId, step, text, null, null);
    }

    static Entry assigned(String orderId, String text, String courier) {
        return new Entry(orderId, Step.COURIER_ASSIGNED, text, courier, null);
    }

    static Entry rejected(String orderId, String reason) {
        return new Entry(orderId, Step.REJECTED, reason, null, reason);
    }
}
