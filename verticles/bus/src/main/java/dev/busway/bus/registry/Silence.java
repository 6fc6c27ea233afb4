package dev.busway.bus.registry;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Tells nodes that say nothing any more from those that live. Used on one context. */
final class Silence {
    private final int most;
    private final Map<String, Long> lastBeat = new HashMap<>();
    private final Map<String, Integer> silent = new HashMap<>();

    /** @param most looks at which a node may have said nothing new */
    Silence(int most) {
        this.most = most;
    }

    /** Those that have been silent for too long; looked at with every beat. */
    List<String> of(Collection<Sign> signs) {
        return signs.stream()
                .filter(sign -> isSilent(sign.node(), sign.beat()))
                .map(Sign::node)
                .toList();
    }

    private boolean isSilent(String node, long beat) {
        Long last = lastBeat.put(node, beat);
        if (last == null || last != beat) {
            silent.remove(node);
            return false;
        }
        if (silent.merge(node, 1, Integer::sum) < most) {
            return false;
        }
        silent.remove(node);
        lastBeat.remove(node);
        return true;
    }
}
