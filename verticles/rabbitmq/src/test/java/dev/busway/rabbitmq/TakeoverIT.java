package dev.busway.rabbitmq;

import static dev.busway.rabbitmq.Node.await;
import static dev.busway.rabbitmq.Node.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.busway.bus.Outcome;
import dev.busway.bus.transport.Carrier;
import dev.busway.contract.ChannelSpec;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TakeoverIT {
    private static final int KEYS = 60;
    private static final int MESSAGES = 6_000;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final ChannelSpec spec = Node.orders().key("/key").shards(6).build();
    private final Ledger ledger = new Ledger();

    @Test
    void nodes_that_come_and_go_under_load_lose_nothing_and_reorder_nothing() {
        TestBroker.needsRabbit("put back what a consumer held before the next one of a shard gets more");
        try (Node sender = Node.on(TestBroker.shared().uri());
                Node first = joined(spec, new AtomicInteger())) {
            Carrier carrier = sender.carrier(spec);
            List<Future<Outcome>> sent = new ArrayList<>();
            send(carrier, 0, MESSAGES / 4, sent);
            AtomicInteger bySecond = new AtomicInteger();
            try (Node second = joined(spec, bySecond)) {
                send(carrier, MESSAGES / 4, MESSAGES / 2, sent);
                AtomicInteger byThird = new AtomicInteger();
                try (Node third = joined(spec, byThird)) {
                    send(carrier, MESSAGES / 2, MESSAGES * 3 / 4, sent);
                    await().atMost(PATIENCE).until(() -> bySecond.get() + byThird.get() > 0);
                    assertThat(third.meters.find("busway.consumer.in.flight").gauge())
                            .isNotNull();
                }
                send(carrier, MESSAGES * 3 / 4, MESSAGES, sent);
                assertThat(sent)
                        .allSatisfy(outcome -> assertThat(await(outcome)).isEqualTo(Outcome.delivered()));
                await().atMost(PATIENCE).until(() -> ledger.distinct() == MESSAGES);
                assertThat(second.meters.find("busway.consumer.in.flight").gauge())
                        .isNotNull();
            }
            assertThat(first.meters.find("busway.consumer.in.flight").gauge()).isNotNull();
        }
        assertThat(ledger.overlaps).hasValue(0);
        ledger.firsts().forEach((key, numbers) -> assertThat(numbers).as(key).isSorted());
        assertThat(ledger.handled()).as("a hand-over repeats nothing").isEqualTo(MESSAGES);
    }

    @Test
    void a_node_that_comes_later_gets_its_share_of_the_shards() {
        AtomicInteger byFirst = new AtomicInteger();
        AtomicInteger bySecond = new AtomicInteger();
        try (Node sender = Node.on(TestBroker.shared().uri());
                Node first = joined(spec, byFirst);
                Node second = joined(spec, bySecond)) {
            Carrier carrier = sender.carrier(spec);
            AtomicInteger next = new AtomicInteger();

            await().atMost(PATIENCE).until(() -> {
                int n = next.getAndIncrement();
                await(carrier.send(message("key" + n % KEYS, n)));
                return bySecond.get() > 20 && byFirst.get() > 20;
            });

            assertThat(first.transport).isNotSameAs(second.transport);
        }
    }

    @Test
    void a_node_that_is_cut_off_leaves_its_messages_to_the_others_in_order() {
        Set<Integer> stuck = ConcurrentHashMap.newKeySet();
        try (FaultyWire wire =
                        new FaultyWire(URI.create(TestBroker.shared().uri()).getPort());
                Node sender = Node.on(TestBroker.shared().uri());
                Node dying = Node.on(wire.uri(), Map.of("drain", "100ms"))) {
            await(dying.carrier(spec).subscribe(spec.group(), message -> {
                stuck.add(Node.number(message));
                return Promise.<Outcome>promise().future();
            }));
            Carrier carrier = sender.carrier(spec);
            IntStream.range(0, 200).forEach(n -> await(carrier.send(message("key" + n % 10, n))));
            await().atMost(PATIENCE).until(() -> !stuck.isEmpty());
            try (Node heir = joined(spec, new AtomicInteger())) {
                wire.cut();

                await().atMost(PATIENCE).until(() -> ledger.distinct() == 200);
                assertThat(heir.transport).isNotNull();
            }
        }
        ledger.firsts().forEach((key, numbers) -> assertThat(numbers).as(key).isSorted());
        assertThat(ledger.handled()).isEqualTo(200);
    }

    @Test
    void while_a_handler_of_the_lost_connection_runs_its_key_does_not_start_again_here() {
        ChannelSpec one = Node.orders().key("/key").shards(1).build();
        List<Promise<Outcome>> runs = new ArrayList<>();
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AtomicBoolean over = new AtomicBoolean();
        try (FaultyWire wire =
                        new FaultyWire(URI.create(TestBroker.shared().uri()).getPort());
                Node node = Node.on(wire.uri())) {
            Carrier carrier = node.carrier(one);
            await(carrier.subscribe(one.group(), message -> {
                if (over.get()) {
                    return Future.succeededFuture(Outcome.delivered());
                }
                most.accumulateAndGet(running.incrementAndGet(), Math::max);
                Promise<Outcome> run = Promise.promise();
                synchronized (runs) {
                    runs.add(run);
                }
                return run.future().onComplete(ended -> running.decrementAndGet());
            }));
            await(carrier.send(message("k", 1)));
            await().atMost(PATIENCE).until(() -> size(runs) == 1);

            wire.reset();
            await().atMost(PATIENCE)
                    .until(() -> await(carrier.send(message("k", 2))).equals(Outcome.delivered()));
            complete(runs, 0);

            await().atMost(PATIENCE).until(() -> size(runs) == 2);
            complete(runs, 1);
            await().atMost(PATIENCE).until(() -> size(runs) == 3);
            over.set(true); // a message whose confirm was lost with the connection was sent twice
            complete(runs, 2);
            await().atMost(PATIENCE).until(() -> running.get() == 0);
        }
        assertThat(most).hasValue(1);
    }

    private static int size(List<Promise<Outcome>> runs) {
        synchronized (runs) {
            return runs.size();
        }
    }

    private static void complete(List<Promise<Outcome>> runs, int run) {
        synchronized (runs) {
            runs.get(run).complete(Outcome.delivered());
        }
    }

    private Node joined(ChannelSpec channel, AtomicInteger count) {
        Node node = Node.on(TestBroker.shared().uri());
        await(node.carrier(channel).subscribe(channel.group(), message -> {
            count.incrementAndGet();
            return ledger.handle(node.vertx, message);
        }));
        return node;
    }

    private static void send(Carrier carrier, int from, int to, List<Future<Outcome>> sent) {
        IntStream.range(from, to).forEach(n -> sent.add(carrier.send(message("key" + n % KEYS, n))));
        await(sent.get(sent.size() - 1));
    }
}
