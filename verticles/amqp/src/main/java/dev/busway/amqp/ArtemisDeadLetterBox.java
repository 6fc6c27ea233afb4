package dev.busway.amqp;

import dev.busway.bus.Problem;
import dev.busway.bus.ProblemException;
import dev.busway.bus.transport.DeadLetter;
import dev.busway.bus.transport.DeadLetterBox;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** A dead-letter queue as a box: looked at by copies, removed from by Artemis' management. */
final class ArtemisDeadLetterBox implements DeadLetterBox {
    /** Ids in one selector. */
    private static final int MOST_AT_ONCE = 100;

    private final String queue;
    /** What Artemis shows message ids with, in selectors. */
    private static final String ARTEMIS_PREFIX = "ID:";

    private final Wire wire;
    private final Management management;

    ArtemisDeadLetterBox(String queue, Wire wire, Management management) {
        this.queue = queue;
        this.wire = wire;
        this.management = management;
    }

    @Override
    public Future<Void> browse(Predicate<DeadLetter> more) {
        return new DeadLetterLook(wire, queue, more).begin().recover(this::failed);
    }

    @Override
    public Future<Void> remove(Collection<String> ids) {
        List<String> all = new ArrayList<>(ids);
        Future<Void> done = Future.succeededFuture();
        for (int from = 0; from < all.size(); from += MOST_AT_ONCE) {
            List<String> some = all.subList(from, Math.min(from + MOST_AT_ONCE, all.size()));
            done = done.compose(before -> removed(some));
        }
        return done.recover(this::failed);
    }

    private Future<Void> removed(List<String> ids) {
        String selector = "cloudEvents_" + DeadLetter.ID + " IN " + listed(ids);
        // What a stranger wrote has no such id, and is known by its message id.
        String ofStrangers = DeadLetterLook.place(queue, "");
        List<String> strangers = ids.stream()
                .filter(id -> id.startsWith(ofStrangers))
                .map(id -> id.substring(ofStrangers.length()))
                .map(id -> id.startsWith(ARTEMIS_PREFIX) ? id : ARTEMIS_PREFIX + id)
                .toList();
        String either = strangers.isEmpty() ? selector : selector + " OR AMQUserID IN " + listed(strangers);
        return management.callOn("queue." + queue, "removeMessages", either).mapEmpty();
    }

    private static String listed(List<String> ids) {
        return ids.stream().map(id -> "'" + id.replace("'", "''") + "'").collect(Collectors.joining(",", "(", ")"));
    }

    private Future<Void> failed(Throwable failure) {
        return Future.failedFuture(new ProblemException(Problem.of(
                Problem.Kind.BUSY,
                "The dead letters in " + queue + " cannot be read: " + Refusals.text(failure) + ".",
                "Try again; if it stays so, look at the broker.")));
    }
}
