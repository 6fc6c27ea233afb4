package dev.busway.bus.deadletter;

import dev.busway.bus.Bus;
import dev.busway.bus.Channel;
import dev.busway.bus.Problem;
import dev.busway.bus.Problem.Kind;
import dev.busway.bus.ProblemException;
import dev.busway.bus.transport.DeadLetter;
import dev.busway.bus.transport.DeadLetterBox;
import io.vertx.core.Future;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;

/** The dead-letter boxes of a node's channels, one after the other. */
final class Boxes {
    /** One dead-letter address; several channels may share it. */
    record Box(String transport, String address, DeadLetterBox letters) {}

    private final List<Box> all;

    private Boxes(List<Box> all) {
        this.all = all;
    }

    /** Those that letters of this filter may be in; throws {@link ProblemException} where nobody can look for them. */
    static Boxes of(Bus bus, LetterFilter filter) {
        if (filter.channel().isPresent()) {
            Channel channel = bus.channel(filter.channel().get());
            if (channel.deadLetters().isEmpty()) {
                throw new ProblemException(Problem.of(
                        Kind.INVALID,
                        channel.spec().deadLetter().isEmpty()
                                ? "The channel " + channel.spec().address() + " keeps no dead letters."
                                : "The transport " + channel.spec().transport() + " cannot look at dead letters.",
                        "Name another channel, or look at "
                                + channel.spec().deadLetter().orElse("its log") + "."));
            }
        }
        Map<String, Box> boxes = new LinkedHashMap<>();
        bus.channels().stream()
                .filter(channel -> filter.channel().isEmpty()
                        || filter.channel().get().equals(channel.spec().address()))
                .sorted(Comparator.comparing(channel -> channel.spec().address()))
                .forEach(channel -> channel.deadLetters().ifPresent(letters -> {
                    String transport = channel.spec().transport();
                    String address = channel.spec().deadLetter().orElseThrow();
                    boxes.putIfAbsent(transport + " " + address, new Box(transport, address, letters));
                }));
        return new Boxes(List.copyOf(boxes.values()));
    }

    /** Shows the letters of all, until no more are wanted. */
    Future<Void> browse(BiPredicate<Box, DeadLetter> more) {
        return browse(0, more);
    }

    private Future<Void> browse(int from, BiPredicate<Box, DeadLetter> more) {
        if (from == all.size()) {
            return Future.succeededFuture();
        }
        Box box = all.get(from);
        boolean[] wanted = {true};
        return box.letters()
                .browse(letter -> {
                    wanted[0] = more.test(box, letter);
                    return wanted[0];
                })
                .compose(done -> wanted[0] ? browse(from + 1, more) : Future.succeededFuture());
    }
}
