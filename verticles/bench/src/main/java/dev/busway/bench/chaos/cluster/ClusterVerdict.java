package dev.busway.bench.chaos.cluster;

import io.vertx.core.json.JsonObject;
import java.time.Duration;

/**
 * What a run has found.
 *
 * @param unreachable ways from a live node to a live address that were not there 15 s after a strike
 * @param ghosts what live nodes then knew of nodes that were gone
 * @param silent messages whose callers were told nothing, or a success that nobody has taken
 * @param recovery the longest that it took until all was as it should be
 */
record ClusterVerdict(int rounds, int unreachable, int ghosts, int silent, Duration recovery) {
    boolean isClean() {
        return unreachable == 0 && ghosts == 0 && silent == 0;
    }

    JsonObject json() {
        return new JsonObject()
                .put("rounds", rounds)
                .put("unreachable", unreachable)
                .put("ghosts", ghosts)
                .put("silent", silent)
                .put("recoverySecondsMax", Math.round(recovery.toMillis() / 100.0) / 10.0);
    }
}
