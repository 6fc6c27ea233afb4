package dev.busway.bus.store;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;

/** The replicas of one node, for its operators. Safe on any thread. */
public interface ReplicaDesk {
    /**
     * How one stands.
     *
     * @param channel the owner's event channel
     * @param staleness the owner may know more, but nothing older than this; ten years: nothing is known yet
     * @param faults keys whose last event could not be applied
     * @param rebuilding whether it is being made anew
     */
    record State(String name, String channel, Duration staleness, long faults, boolean rebuilding) {}

    /** Every one, in the order of the configuration. */
    Future<List<State>> all();

    /**
     * Makes one anew from all that the transport keeps of its channel; reads go on from what there is.
     *
     * @return completes when it has begun; fails with a {@link dev.busway.bus.ProblemException}: INVALID where there is none of
     *     this name or its transport keeps no history, CONFLICT where a rebuild is under way
     */
    Future<State> rebuild(String name);
}
