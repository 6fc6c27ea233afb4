package dev.busway.bus.deadletter;

import dev.busway.bus.Bus;
import dev.busway.bus.Problem;
import dev.busway.bus.Problem.Kind;
import dev.busway.bus.deadletter.Boxes.Box;
import dev.busway.bus.deadletter.Selection.Chosen;
import dev.busway.bus.deadletter.Selection.Sequence;
import dev.busway.bus.deadletter.Treated.Refusal;
import dev.busway.bus.transport.DeadLetter;
import dev.busway.bus.transport.broker.Replay;
import dev.busway.contract.Retry;
import dev.busway.message.Message;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One replay: which letters come back in which way; nothing has happened until it runs. One thread at a time. */
final class Replaying {
    /** Letters that are in memory at once with their payloads, and the bytes of these. */
    private static final int MOST_AT_ONCE = 100;

    private static final int MOST_BYTES_AT_ONCE = 4 << 20;

    private final Boxes boxes;
    private final Parks parks;
    private final Map<String, Retry.Park> ways;
    private final Set<Sequence> sequences = new LinkedHashSet<>();
    private final List<LetterRef> firsts = new ArrayList<>();
    private final Map<Box, Set<String>> alone = new LinkedHashMap<>();
    private final List<LetterRef> done = new ArrayList<>();
    private final List<Refusal> refused = new ArrayList<>();
    private Treated.Extent extent = Treated.Extent.ALL;

    private Replaying(Bus bus, LetterFilter filter) {
        this.boxes = Boxes.of(bus, filter);
        this.parks = new Parks(bus);
        this.ways = parks.byChannel();
    }

    /** Looks at the letters that fit, and then at those that wait in front of and behind them. */
    static Future<Replaying> plan(Bus bus, LetterFilter filter) {
        Replaying plan = new Replaying(bus, filter);
        return Selection.of(plan.boxes, DeadLetterDesk.MOST_TREATED, (box, letter) -> filter.fits(letter))
                .compose(selection -> {
                    plan.extent = selection.extent();
                    Set<String> ids = selection.ids();
                    Set<Sequence> touched = selection.sequences(plan.ways);
                    return Selection.of(
                                    plan.boxes,
                                    DeadLetterDesk.MOST_TREATED,
                                    (box, letter) -> ids.contains(letter.id())
                                            || Sequence.of(LetterRef.of(letter), plan.ways)
                                                    .filter(touched::contains)
                                                    .isPresent())
                            .map(whole -> plan.sort(whole, ids, filter));
                });
    }

    private Replaying sort(Selection whole, Set<String> ids, LetterFilter filter) {
        if (whole.extent() == Treated.Extent.SOME) {
            extent = Treated.Extent.SOME;
        }
        Map<Sequence, LetterRef> inTheWay = new LinkedHashMap<>();
        for (Chosen each : whole.chosen()) {
            LetterRef letter = each.letter();
            Optional<Sequence> sequence = Sequence.of(letter, ways);
            boolean named = ids.contains(letter.id());
            if (sequence.isPresent() && filter.namesLetters()) {
                LetterRef before = inTheWay.get(sequence.get());
                if (named && before != null) {
                    refused.add(new Refusal(letter, waits(before)));
                } else if (named) {
                    firsts.add(letter);
                    done.add(letter);
                } else {
                    inTheWay.putIfAbsent(sequence.get(), letter);
                }
            } else if (sequence.isPresent()) {
                sequences.add(sequence.get());
                done.add(letter);
            } else if (letter.message().isEmpty() || !ways.containsKey(letter.channel())) {
                refused.add(new Refusal(letter, homeless(letter)));
            } else {
                alone.computeIfAbsent(each.box(), box -> new LinkedHashSet<>()).add(letter.id());
                done.add(letter);
            }
        }
        return this;
    }

    private static Problem waits(LetterRef before) {
        return Problem.of(
                Kind.CONFLICT,
                "It waits behind the letter " + before.id() + " of its key, and may not pass it.",
                "Replay the key, or replay or drop that letter first.");
    }

    private static Problem homeless(LetterRef letter) {
        return letter.message().isEmpty()
                ? Problem.of(Kind.INVALID, "It never was a message, so no handler can take it.", "Drop it.")
                : Problem.of(
                        Kind.UNKNOWN_CHANNEL,
                        "No contract of this node names its channel " + letter.channel() + ".",
                        "Ask a node that has the channel, or drop the letter.");
    }

    Treated treated() {
        return new Treated(List.copyOf(done), List.copyOf(refused), extent);
    }

    /** Does it: sequences are asked for, letters that stand alone go back to their channels and leave the box. */
    Future<Void> run() {
        Future<Void> all = Future.succeededFuture();
        for (Sequence sequence : sequences) {
            all = all.compose(before -> parks.resume(sequence));
        }
        for (LetterRef first : firsts) {
            Message asked = Replay.ofFirst(first.group(), first.key().orElseThrow(), first.id());
            all = all.compose(before -> parks.write(first.channel(), asked));
        }
        for (Map.Entry<Box, Set<String>> some : alone.entrySet()) {
            all = all.compose(before -> sendBack(some.getKey(), some.getValue()));
        }
        return all;
    }

    private Future<Void> sendBack(Box box, Set<String> ids) {
        if (ids.isEmpty()) {
            return Future.succeededFuture();
        }
        List<DeadLetter> some = new ArrayList<>();
        int[] bytes = {0};
        return box.letters()
                .browse(letter -> {
                    if (ids.contains(letter.id()) && letter.message().isPresent()) {
                        some.add(letter);
                        bytes[0] += letter.message().get().bytes().length();
                    }
                    return some.size() < MOST_AT_ONCE && bytes[0] < MOST_BYTES_AT_ONCE;
                })
                .compose(read -> sent(some))
                .compose(sent ->
                        box.letters().remove(some.stream().map(DeadLetter::id).toList()))
                .compose(removed -> {
                    some.forEach(letter -> ids.remove(letter.id()));
                    // What is left and was not found has been treated by somebody else meanwhile.
                    return some.isEmpty() ? Future.succeededFuture() : sendBack(box, ids);
                });
    }

    private Future<Void> sent(List<DeadLetter> some) {
        Future<Void> all = Future.succeededFuture();
        for (DeadLetter letter : some) {
            all = all.compose(before -> parks.write(letter.channel(), Replay.ofMessage(letter)));
        }
        return all;
    }
}
