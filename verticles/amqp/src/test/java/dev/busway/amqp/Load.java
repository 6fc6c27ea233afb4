package dev.busway.amqp;

import static dev.busway.amqp.Node.await;
import static dev.busway.amqp.Specs.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.busway.bus.Outcome;
import dev.busway.bus.transport.Carrier;
import dev.busway.message.Message;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/** Numbered messages of many keys, and what handlers on whichever node saw of them. */
final class Load {
    private static final int KEYS = 60;
    private static final int AT_ONCE = 200;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Map<String, List<Integer>> seen = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> running = new ConcurrentHashMap<>();
    private final AtomicInteger overlaps = new AtomicInteger();
    private final Set<Integer> accepted = ConcurrentHashMap.newKeySet();
    private final Set<Integer> handled = ConcurrentHashMap.newKeySet();

    /** Sends these numbers, a few hundred at once; blocks until each has its outcome. */
    void send(Carrier carrier, int from, int to) {
        for (int first = from; first < to; first += AT_ONCE) {
            List<Future<Outcome>> sent = new ArrayList<>();
            for (int n = first; n < Math.min(first + AT_ONCE, to); n++) {
                int number = n;
                sent.add(carrier.send(message("key" + n % KEYS, n)).onSuccess(outcome -> {
                    if (outcome.problem() == null) {
                        accepted.add(number);
                    }
                }));
            }
            await(Future.join(sent));
        }
    }

    /** A handler: some messages end at once, some take a few milliseconds. */
    Future<Outcome> handle(Node node, Message message) {
        String key = message.key().orElseThrow();
        seen.computeIfAbsent(key, any -> Collections.synchronizedList(new ArrayList<>()))
                .add(message.json().getInteger("n"));
        AtomicInteger here = running.computeIfAbsent(key, any -> new AtomicInteger());
        if (here.getAndIncrement() > 0) {
            overlaps.incrementAndGet();
        }
        Promise<Outcome> done = Promise.promise();
        int millis = ThreadLocalRandom.current().nextInt(6);
        if (millis == 0) {
            end(message, here, done);
        } else {
            node.vertx.setTimer(millis, timer -> end(message, here, done));
        }
        return done.future();
    }

    private void end(Message message, AtomicInteger here, Promise<Outcome> done) {
        here.decrementAndGet();
        handled.add(message.json().getInteger("n"));
        done.complete(Outcome.delivered());
    }

    int handled() {
        return handled.size();
    }

    int accepted() {
        return accepted.size();
    }

    int starts() {
        return seen.values().stream().mapToInt(List::size).sum();
    }

    int overlaps() {
        return overlaps.get();
    }

    void expectAllAccepted(int count) {
        assertThat(accepted).hasSize(count);
    }

    /** Everything that was accepted is handled, each key in the order of its sending. */
    void expectNothingLostAndOrderKept() {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(handled).containsAll(accepted));
        seen.forEach((key, order) ->
                assertThat(new ArrayList<>(new LinkedHashSet<>(order))).as(key).isSorted());
    }
}
