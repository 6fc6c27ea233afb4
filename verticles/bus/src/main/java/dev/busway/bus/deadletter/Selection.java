package dev.busway.bus.deadletter;

import dev.busway.bus.deadletter.Boxes.Box;
import dev.busway.bus.transport.DeadLetter;
import dev.busway.contract.Retry;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;

/** Letters that were chosen, without their payloads; bounded. */
final class Selection {
    /** One letter, and where it lies. */
    record Chosen(Box box, LetterRef letter) {}

    /** A key whose letters wait one behind the other. */
    record Sequence(String channel, String group, String key) {
        /**
         * The sequence of a letter; empty for one that stands alone.
         *
         * @param parks how each channel parks
         */
        static Optional<Sequence> of(LetterRef letter, Map<String, Retry.Park> parks) {
            return parks.get(letter.channel()) == Retry.Park.SEQUENCE
                    ? letter.key().map(key -> new Sequence(letter.channel(), letter.group(), key))
                    : Optional.empty();
        }
    }

    private final List<Chosen> chosen = new ArrayList<>();
    private boolean cut;

    private Selection() {}

    /** Chooses what fits, at most {@code bound} letters. */
    static Future<Selection> of(Boxes boxes, int bound, BiPredicate<Box, DeadLetter> fits) {
        Selection selection = new Selection();
        return boxes.browse((box, letter) -> {
                    if (fits.test(box, letter)) {
                        selection.cut = selection.chosen.size() == bound;
                        if (!selection.cut) {
                            selection.chosen.add(new Chosen(box, LetterRef.of(letter)));
                        }
                    }
                    return !selection.cut;
                })
                .map(done -> selection);
    }

    List<Chosen> chosen() {
        return chosen;
    }

    Set<String> ids() {
        Set<String> ids = new HashSet<>();
        chosen.forEach(each -> ids.add(each.letter().id()));
        return ids;
    }

    Set<Sequence> sequences(Map<String, Retry.Park> parks) {
        Set<Sequence> sequences = new HashSet<>();
        chosen.forEach(each -> Sequence.of(each.letter(), parks).ifPresent(sequences::add));
        return sequences;
    }

    Treated.Extent extent() {
        return cut ? Treated.Extent.SOME : Treated.Extent.ALL;
    }
}
