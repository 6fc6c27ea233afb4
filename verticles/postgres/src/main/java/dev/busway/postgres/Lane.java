package dev.busway.postgres;

import dev.busway.bus.MessageHandler;
import dev.busway.postgres.Turn.Company;
import io.vertx.core.internal.ContextInternal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Messages that wait for the same handler, in the order in which they came. Guarded by its owner. */
final class Lane {
    final Pace pace = new Pace();
    private final Deque<Turn> waiting = new ArrayDeque<>();

    /** Only messages of one handler on one event loop may share a transaction. */
    record Key(ContextInternal context, InboxKey inbox, MessageHandler handler) {
        static Key of(Delivery delivery) {
            return new Key(delivery.context().unwrap(), delivery.key(), delivery.handler());
        }
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    void add(Turn turn) {
        waiting.addLast(turn);
    }

    /** Back to the head, in this order. */
    void addFirst(List<Turn> turns) {
        for (int i = turns.size() - 1; i >= 0; i--) {
            waiting.addFirst(turns.get(i));
        }
    }

    /** The next one, with those behind it that may share its transaction. */
    List<Turn> next() {
        List<Turn> next = new ArrayList<>();
        Turn first = waiting.removeFirst();
        next.add(first);
        if (first.company == Company.ALONE) {
            return next;
        }
        int most = pace.most();
        Set<String> ids = new HashSet<>();
        ids.add(first.delivery.id());
        while (next.size() < most
                && !waiting.isEmpty()
                && waiting.peekFirst().company == Company.SHARED
                && ids.add(waiting.peekFirst().delivery.id())) {
            next.add(waiting.removeFirst());
        }
        return next;
    }

    /** Takes out those that wait since before. */
    List<Turn> since(long nanos) {
        List<Turn> late = new ArrayList<>();
        waiting.removeIf(turn -> turn.sinceNanos - nanos <= 0 && late.add(turn));
        return late;
    }
}
