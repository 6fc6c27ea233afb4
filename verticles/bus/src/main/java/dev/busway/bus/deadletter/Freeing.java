package dev.busway.bus.deadletter;

import dev.busway.bus.Bus;
import dev.busway.bus.deadletter.Selection.Sequence;
import dev.busway.contract.Retry;
import io.vertx.core.Future;
import java.util.Map;
import java.util.Set;

/** Finds the keys that wait for nothing any more once some letters are dropped, and tells their groups. */
final class Freeing {
    private final Bus bus;
    private final Parks parks;

    Freeing(Bus bus) {
        this.bus = bus;
        this.parks = new Parks(bus);
    }

    /**
     * The sequences that are dropped as a whole. One that grows meanwhile by what fits counts too: what is left of it is handled.
     */
    Future<Set<Sequence>> wholes(Selection dropped, LetterFilter filter) {
        Map<String, Retry.Park> ways = parks.byChannel();
        Set<Sequence> sequences = dropped.sequences(ways);
        if (sequences.isEmpty()) {
            return Future.succeededFuture(sequences);
        }
        return Boxes.of(bus, LetterFilter.ANY)
                .browse((box, letter) -> {
                    if (!filter.fits(letter)) {
                        Sequence.of(LetterRef.of(letter), ways).ifPresent(sequences::remove);
                    }
                    return !sequences.isEmpty();
                })
                .map(done -> sequences);
    }

    Future<Void> free(Set<Sequence> sequences) {
        Future<Void> all = Future.succeededFuture();
        for (Sequence free : sequences) {
            all = all.compose(before -> parks.resume(free));
        }
        return all;
    }
}
