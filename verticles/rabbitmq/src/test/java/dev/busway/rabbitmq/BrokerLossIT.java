package dev.busway.rabbitmq;

import static dev.busway.rabbitmq.Node.await;
import static dev.busway.rabbitmq.Node.kind;
import static dev.busway.rabbitmq.Node.message;
import static dev.busway.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.busway.bus.Outcome;
import dev.busway.bus.Problem;
import dev.busway.bus.Problem.Kind;
import dev.busway.bus.transport.Carrier;
import dev.busway.contract.ChannelSpec;
import dev.busway.message.Message;
import dev.busway.testkit.Patience;
import dev.busway.testkit.embedded.RabbitServer;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The broker goes away in the middle of a load, in three ways: nothing is lost, and each key stays in order. */
class BrokerLossIT {
    private static final int KEYS = 20;
    private static final int PER_KEY = 150;
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private static RabbitServer broker;

    /** Something that happens to the broker. */
    private interface Fault {
        void strike() throws IOException;
    }

    @BeforeAll
    static void startBroker() throws IOException {
        TestBroker.needsServer();
        broker = RabbitServer.temporary();
    }

    @BeforeEach
    void afterAFailedTest() throws IOException {
        if (!broker.isRunning()) {
            broker.restart();
        }
    }

    @AfterAll
    static void stopBroker() {
        if (broker != null) {
            broker.close();
        }
    }

    @Test
    void a_broker_that_is_restarted_under_load_loses_nothing_and_reorders_nothing() throws IOException {
        underLoad(() -> {
            broker.stop();
            broker.restart();
        });
    }

    @Test
    void a_broker_that_is_killed_under_load_loses_nothing_and_reorders_nothing() throws IOException {
        underLoad(() -> {
            broker.kill();
            broker.restart();
        });
    }

    @Test
    void connections_that_are_closed_under_load_lose_nothing_and_reorder_nothing() throws IOException {
        underLoad(broker::closeConnections);
    }

    private static void underLoad(Fault fault) throws IOException {
        ChannelSpec spec = Node.orders().key("/key").shards(4).build();
        Ledger ledger = new Ledger();
        try (Node sender = Node.on(broker.uri());
                Node first = Node.on(broker.uri());
                Node second = Node.on(broker.uri())) {
            for (Node node : List.of(first, second)) {
                await(node.carrier(spec).subscribe(spec.group(), message -> ledger.handle(node.vertx, message)));
            }
            Carrier carrier = sender.carrier(spec);
            List<Future<Void>> sequences = new ArrayList<>();
            for (int key = 0; key < KEYS; key++) {
                sequences.add(sequence(sender, carrier, "key" + key, 0));
            }
            await().atMost(PATIENCE).until(() -> ledger.distinct() > KEYS * PER_KEY / 10);

            fault.strike();

            sequences.forEach(Node::await);
            await().atMost(PATIENCE).until(() -> ledger.distinct() == KEYS * PER_KEY);
        }
        ledger.firsts().forEach((key, numbers) -> assertThat(numbers).as(key).isSorted());
    }

    /** Sends the messages of one key one after the other, each until it is accepted, as the relay does. */
    private static Future<Void> sequence(Node sender, Carrier carrier, String key, int from) {
        Promise<Void> done = Promise.promise();
        insist(sender, carrier, key, from, message(key, from), done);
        return done.future();
    }

    private static void insist(Node sender, Carrier carrier, String key, int n, Message message, Promise<Void> done) {
        carrier.send(message).onSuccess(outcome -> {
            if (outcome.problem() != null) {
                assertThat(kind(outcome)).isIn(Kind.BUSY, Kind.TIMEOUT);
                sender.vertx.setTimer(20, timer -> insist(sender, carrier, key, n, message, done));
            } else if (n + 1 == PER_KEY) {
                done.complete();
            } else {
                sender.vertx.setTimer(1, timer -> insist(sender, carrier, key, n + 1, message(key, n + 1), done));
            }
        });
    }

    @Test
    void while_the_broker_is_away_sends_are_refused_in_time_and_succeed_when_it_is_back() throws IOException {
        ChannelSpec spec = Node.orders().build();
        Set<Integer> handled = ConcurrentHashMap.newKeySet();
        try (Node node = Node.on(broker.uri(), Map.of("deliveryTimeout", "3s", "drain", "1s"))) {
            Carrier carrier = node.carrier(spec);
            await(carrier.subscribe(spec.group(), message -> {
                handled.add(Node.number(message));
                return Future.succeededFuture(Outcome.delivered());
            }));
            await().until(() -> await(carrier.send(message("k", 1))).equals(Outcome.delivered()));
            await().until(() -> handled.contains(1));
            await(carrier.request(message("k", 0)));

            broker.kill();
            long start = System.nanoTime();
            Outcome lost = await(carrier.send(message("k", 2).within(Duration.ofSeconds(1))));
            Outcome asked = await(carrier.request(message("k", 3).within(Duration.ofSeconds(1))));
            assertThat(kind(lost)).isIn(Kind.TIMEOUT, Kind.BUSY);
            assertThat(kind(asked)).isIn(Kind.TIMEOUT, Kind.BUSY);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Patience.LONG);

            broker.restart();
            await().atMost(PATIENCE)
                    .until(() -> await(carrier.send(message("k", 4).within(Duration.ofSeconds(2))))
                            .equals(Outcome.delivered()));
            await().atMost(PATIENCE).until(() -> handled.contains(4));
        }
    }

    @Test
    void what_is_sent_or_asked_while_the_broker_is_away_is_busy_at_once_and_soon_after_its_return_is_not()
            throws IOException {
        ChannelSpec spec = Node.orders().build();
        try (Node node = Node.on(broker.uri(), Map.of("drain", "1s"))) {
            Carrier carrier = node.carrier(spec);
            broker.kill();
            await().atMost(PATIENCE)
                    .until(() -> await(carrier.send(message("k", 1))).problem() != null);
            await().atMost(PATIENCE).until(() -> kind(await(carrier.send(message("k", 1)))) == Kind.BUSY);

            // Nobody has followed the reply address before.
            Problem asked =
                    Objects.requireNonNull(await(carrier.request(message("k", 2).within(Patience.LONG)))
                            .problem());
            assertThat(asked.kind()).isEqualTo(Kind.BUSY);
            assertThat(asked.retryAfter()).isNotNull();

            broker.restart();
            long back = System.nanoTime();
            await().atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> await(carrier.send(message("k", 3))).equals(Outcome.delivered()));
            // A wait is a second at most; the rest is for a slow machine.
            assertThat(Duration.ofNanos(System.nanoTime() - back)).isLessThan(Patience.LONG);
        }
    }

    @Test
    void a_channel_that_is_opened_while_the_link_is_still_down_waits_for_it() throws IOException {
        try (Node node = Node.on(broker.uri())) {
            broker.kill();
            broker.restart();

            Carrier carrier = node.carrier(Node.orders().build());

            // What is written goes by a link of its own, which may be down still: that is BUSY.
            await().atMost(PATIENCE)
                    .until(() -> await(carrier.send(message("k", 1))).equals(Outcome.delivered()));
        }
    }

    @Test
    void an_answer_that_comes_while_the_asker_is_cut_off_still_arrives() {
        ChannelSpec spec = Node.orders().build();
        Promise<Outcome> slow = Promise.promise();
        Promise<Message> started = Promise.promise();
        try (FaultyWire wire = new FaultyWire(broker.port());
                Node asker = Node.on(wire.uri());
                Node handler = Node.on(broker.uri())) {
            await(handler.carrier(spec).subscribe(spec.group(), message -> {
                if (Node.number(message) != 7) {
                    return Future.succeededFuture(Outcome.delivered());
                }
                started.tryComplete(message);
                return slow.future();
            }));
            Carrier carrier = asker.carrier(spec);
            Future<Outcome> asked = carrier.request(message("k", 7).within(Duration.ofSeconds(55)));
            Message request = await(started.future());
            // Confirms come in order: now the request has its own.
            assertThat(await(carrier.send(message("k", 8)))).isEqualTo(Outcome.delivered());

            wire.reset();
            slow.complete(new Outcome.Replied(request.reply("late")));

            assertThat(await(asked)).isInstanceOf(Outcome.Replied.class);
        }
    }
}
