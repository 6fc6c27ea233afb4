package dev.busway.bus.deadletter;

import dev.busway.bus.Bus;
import dev.busway.bus.ProblemException;
import dev.busway.bus.deadletter.Selection.Chosen;
import dev.busway.bus.transport.DeadLetter;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The dead letters of a node's channels. Safe on any thread, blocks none. Every future fails with {@link ProblemException}:
 * UNKNOWN_CHANNEL for a channel that no contract names, INVALID for one whose letters nobody can look at, BUSY where a broker does not
 * answer.
 */
public final class DeadLetterDesk {
    /** Most letters that are replayed or dropped by one call. */
    public static final int MOST_TREATED = 10_000;
    /** Most letters of a page. */
    public static final int MOST_LISTED = 1_000;
    /** Payload bytes of a page. */
    static final int MOST_BYTES = 8 << 20;

    private final Bus bus;

    public DeadLetterDesk(Bus bus) {
        this.bus = bus;
    }

    /**
     * Some of the letters that fit.
     *
     * @param limit 1 to {@value #MOST_LISTED}; a page may be shorter where payloads are large
     * @param after {@link Page#next} of the page before; nothing is found where that letter has gone
     */
    public Future<Page> list(LetterFilter filter, int limit, Optional<String> after) {
        return guarded(() -> {
            List<DeadLetter> found = new ArrayList<>();
            boolean[] passed = {after.isEmpty()};
            boolean[] full = {false};
            int[] bytes = {0};
            return Boxes.of(bus, filter)
                    .browse((box, letter) -> {
                        if (passed[0] && filter.fits(letter)) {
                            full[0] = found.size() >= limit || (bytes[0] > MOST_BYTES && !found.isEmpty());
                            if (!full[0]) {
                                found.add(letter);
                                bytes[0] += letter.message()
                                        .map(message -> message.bytes().length())
                                        .orElse(0);
                            }
                        }
                        passed[0] |= after.filter(letter.id()::equals).isPresent();
                        return !full[0];
                    })
                    .map(done -> new Page(
                            List.copyOf(found),
                            full[0] ? Optional.of(found.get(found.size() - 1).id()) : Optional.empty()));
        });
    }

    public Future<Optional<DeadLetter>> find(String id) {
        return list(LetterFilter.of(Set.of(id)), 1, Optional.empty())
                .map(page -> page.letters().stream().findFirst());
    }

    /** What {@link #replay} would do; changes nothing. */
    public Future<Treated> wouldReplay(LetterFilter filter) {
        return guarded(() -> Replaying.plan(bus, filter).map(Replaying::treated));
    }

    /**
     * Brings letters back to where they failed, oldest first, for the group that failed alone. Letters of a key that is parked come
     * back as a sequence: all of it, unless letters are named by their ids, and then only from the first on. Letters leave the box when
     * they are handled, or durable on their channel.
     */
    public Future<Treated> replay(LetterFilter filter) {
        return guarded(
                () -> Replaying.plan(bus, filter).compose(plan -> plan.run().map(done -> plan.treated())));
    }

    /** What {@link #drop} would do; changes nothing. */
    public Future<Treated> wouldDrop(LetterFilter filter) {
        return guarded(() -> dropped(filter).map(DeadLetterDesk::treated));
    }

    /** Removes letters for good. Of a key whose letters are all dropped, what comes later is handled again. */
    public Future<Treated> drop(LetterFilter filter) {
        Freeing freeing = new Freeing(bus);
        return guarded(() -> dropped(filter).compose(selection -> freeing.wholes(selection, filter)
                .compose(wholes -> removed(selection).compose(done -> freeing.free(wholes)))
                .map(done -> treated(selection))));
    }

    private Future<Selection> dropped(LetterFilter filter) {
        return Selection.of(Boxes.of(bus, filter), MOST_TREATED, (box, letter) -> filter.fits(letter));
    }

    private static Future<Void> removed(Selection selection) {
        Map<Boxes.Box, List<String>> ids = new LinkedHashMap<>();
        for (Chosen each : selection.chosen()) {
            ids.computeIfAbsent(each.box(), box -> new ArrayList<>())
                    .add(each.letter().id());
        }
        Future<Void> all = Future.succeededFuture();
        for (Map.Entry<Boxes.Box, List<String>> some : ids.entrySet()) {
            all = all.compose(before -> some.getKey().letters().remove(some.getValue()));
        }
        return all;
    }

    private static Treated treated(Selection selection) {
        return new Treated(selection.chosen().stream().map(Chosen::letter).toList(), List.of(), selection.extent());
    }

    private static <T> Future<T> guarded(Supplier<Future<T>> step) {
        try {
            return step.get();
        } catch (ProblemException refused) {
            return Future.failedFuture(refused);
        }
    }
}
