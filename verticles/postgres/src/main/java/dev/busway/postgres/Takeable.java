package dev.busway.postgres;

import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What of the table may be taken now.
 *
 * @param channels that this node knows, and that are not ill
 * @param rows under way: not these
 * @param sequences that must wait: nothing of these
 */
record Takeable(Set<String> channels, Set<Long> rows, Set<String> sequences) {
    static Takeable now(RelayParts parts, RelayRound.Hands hands) {
        long now = parts.millis();
        Set<String> channels = new HashSet<>(parts.destinations().addresses());
        channels.removeAll(parts.setbacks().illChannels(now));
        Set<Long> rows = new HashSet<>(parts.flight().rows());
        List<String> waiting = new ArrayList<>(parts.setbacks().held(now));
        parts.flight().flying().values().forEach(row -> waiting.add(row.sequence()));
        waiting.addAll(hands.sequences());
        Set<String> sequences = new HashSet<>();
        for (String sequence : waiting) {
            // A row with no key waits by its number.
            if (sequence.startsWith("#")) {
                rows.add(Long.valueOf(sequence.substring(1)));
            } else {
                sequences.add(sequence);
            }
        }
        return new Takeable(channels, rows, sequences);
    }

    /** The first three values of the relay's statements. */
    Tuple tuple() {
        return Tuple.tuple()
                .addArrayOfString(channels.toArray(String[]::new))
                .addArrayOfLong(rows.toArray(Long[]::new))
                .addArrayOfString(sequences.toArray(String[]::new));
    }

    /** Whether the table may have something of this sequence that is not to be taken now. */
    boolean hides(String sequence) {
        int end = sequence.indexOf('\n');
        return end >= 0 && (!channels.contains(sequence.substring(0, end)) || sequences.contains(sequence));
    }
}
