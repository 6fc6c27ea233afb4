package dev.busway.postgres;

import dev.busway.bus.Outcome;
import io.vertx.core.Promise;

/** A message that waits for a connection, or has it. The promise fails as the database fails. */
final class Turn {
    final Delivery delivery;
    final Promise<Outcome> done;
    final long sinceNanos;
    Company company = Company.SHARED;

    /** With whom. */
    enum Company {
        SHARED,
        /** In a transaction of its own: it failed in one that was shared, or made it fail. */
        ALONE
    }

    Turn(Delivery delivery, long sinceNanos) {
        this.sinceNanos = sinceNanos;
        this.delivery = delivery;
        this.done = delivery.context().promise();
    }
}
