package dev.busway.kafka;

import dev.busway.bus.Registration;
import dev.busway.config.ConfigException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;

/** How a member comes into its group: in time, or with what stood in its way. The future is for any thread, the rest the poll thread's. */
final class Joining {
    private final String topic;
    private final String group;
    private final Duration bound;
    private final Promise<Registration> joined = Promise.promise();
    private final long startedNanos = System.nanoTime();
    private String trouble = "the brokers do not answer";

    /** @param bound how long it may take */
    Joining(String topic, String group, Duration bound) {
        this.topic = topic;
        this.group = group;
        this.bound = bound;
    }

    /** Completes when the node is a member of the group, fails when it does not become one in time. */
    Future<Registration> future() {
        return joined.future();
    }

    boolean isOver() {
        return joined.future().isComplete();
    }

    /** What stands in its way, as far as is known. */
    void hindered(String cause) {
        trouble = cause;
    }

    void done(Registration member) {
        joined.tryComplete(member);
    }

    /** Gives up when the time is over; whether it has. */
    boolean givesUp() {
        return System.nanoTime() - startedNanos > bound.toNanos()
                && joined.tryFail(new ConfigException("The group " + group + " of the topic " + topic
                        + " cannot be joined: " + trouble
                        + ". Mend: look at the brokers, and whether the group is used by another program."));
    }

    void broken() {
        joined.tryFail("The subscription ended before it began.");
    }
}
