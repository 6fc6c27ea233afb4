package dev.busway.postgres;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;

/** Numbers of the rows that were sent last. Beyond the bound the oldest is forgotten. Used on the relay's context alone. */
final class Recent {
    private static final int MOST = 200_000;

    private final Set<Long> seqs = new LinkedHashSet<>();

    void add(long seq) {
        seqs.add(seq);
        if (seqs.size() > MOST) {
            Iterator<Long> oldest = seqs.iterator();
            oldest.next();
            oldest.remove();
        }
    }

    boolean has(long seq) {
        return seqs.contains(seq);
    }
}
