package dev.busway.postgres;

import java.util.HashMap;
import java.util.Map;

/** Shards that relays have: each hangs on a session of the server and ends with it. */
final class VirtualLeases {
    private final Flaw flaw;
    private final Map<Integer, VirtualSession> owners = new HashMap<>();

    VirtualLeases(Flaw flaw) {
        this.flaw = flaw;
    }

    /** Whether it is this one's now. */
    boolean take(int shard, VirtualSession session) {
        if (flaw == Flaw.NO_FENCE) {
            return true;
        }
        return owners.putIfAbsent(shard, session) == null || owners.get(shard) == session;
    }

    void giveBack(int shard, VirtualSession session) {
        owners.remove(shard, session);
    }

    /** It has ended. */
    void free(VirtualSession session) {
        if (flaw != Flaw.LASTING_LEASE) {
            owners.values().removeIf(owner -> owner == session);
        }
    }

    boolean isEmpty() {
        return owners.isEmpty();
    }
}
