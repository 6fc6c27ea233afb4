package dev.busway.bench.waiters;

import io.vertx.core.json.JsonObject;

/** What a door says of an operation that has ended. */
final class Ends {
    private Ends() {}

    /** @throws IllegalStateException where it did not end as it should */
    static long of(JsonObject operation, long now) {
        if ("finished".equals(operation.getString("state"))) {
            return now;
        }
        throw new IllegalStateException("the operation is not finished: " + operation.encode());
    }
}
