package dev.busway.bus.service;

import io.vertx.core.net.endpoint.LoadBalancer;

/** Which instance of a service a call goes to. */
public enum Policy {
    /** One after the other. */
    ROUND_ROBIN,
    /** That with the fewest calls of this node under way. */
    LEAST_REQUESTS,
    /** The one of two drawn that has fewer: nearly as good, and nobody runs after the same one. */
    POWER_OF_TWO,
    /** The same key to the same instance, as long as the instances are the same. */
    CONSISTENT_HASH;

    LoadBalancer balancer() {
        return switch (this) {
            case ROUND_ROBIN -> LoadBalancer.ROUND_ROBIN;
            case LEAST_REQUESTS -> LoadBalancer.LEAST_REQUESTS;
            case POWER_OF_TWO -> LoadBalancer.POWER_OF_TWO_CHOICES;
            case CONSISTENT_HASH -> LoadBalancer.CONSISTENT_HASHING;
        };
    }
}
