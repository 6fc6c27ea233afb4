package dev.busway.kafka;

import static dev.busway.kafka.Node.await;
import static dev.busway.kafka.Specs.message;
import static dev.busway.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.busway.bus.Outcome;
import dev.busway.bus.transport.Carrier;
import dev.busway.contract.ChannelSpec;
import dev.busway.message.Message;
import dev.busway.testkit.TestKafka;
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
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RebalanceIT {
    private static final int KEYS = 60;
    private static final int MESSAGES = 6_000;

    private final ChannelSpec spec = Specs.orders(6);
    /** Per key, the numbers that handlers saw, in the order in which they began, on whichever node. */
    private final Map<String, List<Integer>> seen = new ConcurrentHashMap<>();

    private final Map<String, AtomicInteger> running = new ConcurrentHashMap<>();
    private final AtomicInteger overlaps = new AtomicInteger();

    String bootstrap() {
        return TestKafka.bootstrap();
    }

    @Test
    void nodes_that_come_and_go_under_load_lose_nothing_and_reorder_nothing() throws Exception {
        try (Node sender = Node.on(bootstrap());
                Node first = joined()) {
            Carrier carrier = sender.carrier(spec);
            List<Future<Outcome>> sent = new ArrayList<>();
            send(carrier, 0, MESSAGES / 4, sent);
            try (Node second = joined()) {
                send(carrier, MESSAGES / 4, MESSAGES / 2, sent);
                try (Node third = joined()) {
                    send(carrier, MESSAGES / 2, MESSAGES * 3 / 4, sent);
                    // Gives up its partitions while messages of them run.
                    await().until(() ->
                            third.meters.find("busway.consumer.in.flight").gauge() != null);
                }
                send(carrier, MESSAGES * 3 / 4, MESSAGES, sent);
                assertThat(sent)
                        .allSatisfy(outcome -> assertThat(await(outcome)).isEqualTo(Outcome.delivered()));
                await().atMost(Duration.ofSeconds(60)).until(() -> distinct() == MESSAGES);
                assertThat(second.meters.find("busway.consumer.lag").gauge()).isNotNull();
            }
            assertThat(first.meters.find("busway.consumer.lag").gauge()).isNotNull();
        }
        assertThat(overlaps).hasValue(0);
        seen.forEach((key, order) ->
                assertThat(new ArrayList<>(new LinkedHashSet<>(order))).as(key).isSorted());
        int handled = seen.values().stream().mapToInt(List::size).sum();
        assertThat(handled).as("a graceful hand-over repeats nothing").isEqualTo(MESSAGES);
    }

    private Node joined() {
        Node node = Node.on(bootstrap());
        await(node.carrier(spec).subscribe(spec.group(), message -> handle(node, message)));
        return node;
    }

    /** Some end at once, some take a few milliseconds. */
    private Future<Outcome> handle(Node node, Message message) {
        String key = message.key().orElseThrow();
        seen.computeIfAbsent(key, any -> Collections.synchronizedList(new ArrayList<>()))
                .add(message.json().getInteger("n"));
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
            node.vertx.setTimer(millis, timer -> {
                here.decrementAndGet();
                done.complete(Outcome.delivered());
            });
        }
        return done.future();
    }

    private static void send(Carrier carrier, int from, int to, List<Future<Outcome>> sent) {
        IntStream.range(from, to).forEach(n -> sent.add(carrier.send(message("key" + n % KEYS, n))));
        await(sent.get(sent.size() - 1));
    }

    private int distinct() {
        int sum = 0;
        for (List<Integer> order : seen.values()) {
            synchronized (order) {
                Set<Integer> different = Set.copyOf(order);
                sum += different.size();
            }
        }
        return sum;
    }
}
