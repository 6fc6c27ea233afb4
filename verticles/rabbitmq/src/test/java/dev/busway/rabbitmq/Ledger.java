package dev.busway.rabbitmq;

import dev.busway.bus.Outcome;
import dev.busway.message.Message;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/** What handlers of a keyed channel saw, on whichever node: per key the numbers, in the order in which they began. */
final class Ledger {
    private final Map<String, List<Integer>> seen = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> running = new ConcurrentHashMap<>();
    final AtomicInteger overlaps = new AtomicInteger();

    /** Handles: some end at once, some take a few milliseconds. */
    Future<Outcome> handle(Vertx vertx, Message message) {
        String key = message.key().orElseThrow();
        seen.computeIfAbsent(key, any -> Collections.synchronizedList(new ArrayList<>()))
                .add(Node.number(message));
        AtomicInteger here = running.computeIfAbsent(key, any -> new AtomicInteger());
        if (here.getAndIncrement() > 0) {
            overlaps.incrementAndGet();
        }
        int millis = ThreadLocalRandom.current().nextInt(6);
        Promise<Outcome> done = Promise.promise();
        if (millis == 0) {
            here.decrementAndGet();
            done.complete(Outcome.delivered());
        } else {
            vertx.setTimer(millis, timer -> {
                here.decrementAndGet();
                done.complete(Outcome.delivered());
            });
        }
        return done.future();
    }

    /** Different messages. */
    int distinct() {
        int sum = 0;
        for (List<Integer> order : seen.values()) {
            synchronized (order) {
                sum += Set.copyOf(order).size();
            }
        }
        return sum;
    }

    /** Everything, repeats too. */
    int handled() {
        return seen.values().stream().mapToInt(List::size).sum();
    }

    /** Per key, the numbers in the order of their first coming. */
    Map<String, List<Integer>> firsts() {
        Map<String, List<Integer>> firsts = new ConcurrentHashMap<>();
        seen.forEach((key, order) -> {
            synchronized (order) {
                firsts.put(key, new ArrayList<>(new LinkedHashSet<>(order)));
            }
        });
        return firsts;
    }
}
