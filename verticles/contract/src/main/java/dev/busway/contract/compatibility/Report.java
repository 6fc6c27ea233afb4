package dev.busway.contract.compatibility;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Differences as they are found. */
final class Report {
    private final List<Difference> differences = new ArrayList<>();

    void add(String pointer, Level level, String reason) {
        differences.add(new Difference(pointer, level, reason));
    }

    List<Difference> all() {
        return List.copyOf(differences);
    }

    /** Where the two say something else: what, of how much weight. */
    <T> void changed(String pointer, T old, T now, Function<T, String> word, String what, Level level, String effect) {
        if (!old.equals(now)) {
            add(pointer, level, what + " was " + word.apply(old) + ", is " + word.apply(now) + ": " + effect);
        }
    }
}
