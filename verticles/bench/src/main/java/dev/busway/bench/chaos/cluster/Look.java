package dev.busway.bench.chaos.cluster;

import java.util.List;

/**
 * What was found by asking everybody for everything once.
 *
 * @param unreachable addresses of live nodes that a live node did not reach, a sentence each
 * @param ghosts what live nodes know of nodes that are not there, a sentence each
 */
record Look(List<String> unreachable, List<String> ghosts) {
    boolean isWhole() {
        return unreachable.isEmpty() && ghosts.isEmpty();
    }
}
