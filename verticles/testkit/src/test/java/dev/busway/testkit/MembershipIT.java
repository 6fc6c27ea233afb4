package dev.busway.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.busway.bus.Bus;
import dev.busway.bus.BusSetup;
import dev.busway.bus.Outcome;
import dev.busway.bus.Problem;
import dev.busway.bus.Style;
import dev.busway.bus.cluster.Membership;
import dev.busway.bus.registry.GroupDirectory;
import dev.busway.bus.transport.TransportContext;
import dev.busway.bus.transport.eventbus.EventBusTransport;
import dev.busway.config.Section;
import dev.busway.contract.Contract;
import dev.busway.message.Message;
import dev.busway.testkit.cluster.LocalCluster;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What nodes of a cluster know of each other, and of what others have of theirs, when one dies or they lose each other. */
class MembershipIT {
    private static final int NODES = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** So long that only a death can end a request. */
    private static final Duration LONG = Duration.ofMinutes(10);

    private static final String SHARED = "shared";
    private static final String EVENTS = "events";

    private final LocalCluster cluster = LocalCluster.start(NODES);
    private final List<Vertx> nodes = new ArrayList<>();
    private final List<Bus> buses = new ArrayList<>();

    @BeforeEach
    void open() {
        for (int node = 0; node < NODES; node++) {
            Vertx vertx = cluster.node(node);
            nodes.add(vertx);
            SimpleMeterRegistry meters = new SimpleMeterRegistry();
            EventBusTransport transport = new EventBusTransport();
            get(transport.open(new TransportContext(vertx, "n" + node, Section.empty("vertx"), meters)));
            buses.add(get(Bus.open(
                    vertx,
                    new BusSetup("n" + node, List.of(contract()), List.of(transport), Optional.empty(), meters))));
        }
    }

    private static Contract contract() {
        return Specs.contract(
                List.of(
                        Specs.pointToPoint(SHARED).build(),
                        Specs.pointToPoint(own(0)).build(),
                        Specs.pointToPoint(own(1)).build(),
                        Specs.pointToPoint(own(2)).build(),
                        Specs.publishSubscribe(EVENTS).build()),
                Specs.receiving(SHARED, LONG, 1_000),
                Specs.receiving(EVENTS, LONG, 1_000));
    }

    @AfterEach
    void close() {
        cluster.close();
    }

    @Test
    void what_a_node_has_ends_when_it_dies_and_not_when_its_time_is_over() {
        Promise<Void> asking = Promise.promise();
        Promise<Void> telling = Promise.promise();
        get(buses.get(1).channel(SHARED).handle("silent", (message, work) -> silent(asking)));
        get(buses.get(1).channel(EVENTS).handle("silent", (message, work) -> silent(telling)));
        Future<Outcome> asked = buses.get(0).channel(SHARED).call(Style.REQUEST, lasting());
        Future<Outcome> told = buses.get(0).channel(EVENTS).call(Style.PUBLISH, lasting());
        get(asking.future());
        get(telling.future());

        cluster.kill(nodes.get(1));

        for (Future<Outcome> ended : List.of(asked, told)) {
            assertThat(get(ended)).isInstanceOfSatisfying(Outcome.Refused.class, refused -> {
                assertThat(refused.problem().kind()).isEqualTo(Problem.Kind.BROKEN);
                assertThat(refused.problem().kind().retryable()).isTrue();
                assertThat(refused.problem().cause()).contains("died");
            });
        }
    }

    @Test
    void nothing_of_a_dead_node_remains_and_nothing_is_sent_to_it() {
        for (int node = 0; node < NODES; node++) {
            int mine = node;
            get(buses.get(node).channel(EVENTS).handle("group-" + node, (event, work) -> Future.succeededFuture()));
            if (node > 0) {
                get(buses.get(node)
                        .channel(SHARED)
                        .handle("shared", (message, work) -> Future.succeededFuture(answer(message, mine))));
            }
        }

        cluster.kill(nodes.get(1));
        awaitKnown(List.of(0, 2));

        for (int i = 0; i < 20; i++) {
            assertThat(ask(0, SHARED)).isEqualTo(2);
            get(buses.get(0).channel(EVENTS).publish(lasting()));
        }
    }

    @Test
    void sides_of_a_split_know_and_reach_each_other_again_and_forget_who_dies_later() {
        for (int node = 0; node < NODES; node++) {
            int mine = node;
            get(buses.get(node)
                    .channel(own(node))
                    .handle("own", (message, work) -> Future.succeededFuture(answer(message, mine))));
            get(buses.get(node).channel(EVENTS).handle("group-" + node, (event, work) -> Future.succeededFuture()));
        }
        awaitReached(List.of(0, 1, 2));

        cluster.split(nodes.get(0));
        await().atMost(PATIENCE)
                .until(() -> Membership.of(nodes.get(1)).members().size() < NODES);
        awaitKnown(List.of(0, 1, 2));
        awaitReached(List.of(0, 1, 2));

        // Whichever side gave way has members with other ids in Hazelcast's eyes now.
        cluster.kill(nodes.get(0));
        awaitKnown(List.of(1, 2));
        awaitReached(List.of(1, 2));
    }

    private static Future<Message> silent(Promise<Void> came) {
        came.tryComplete();
        return Promise.<Message>promise().future();
    }

    /** Until each of these knows these and nobody else. */
    private void awaitKnown(List<Integer> live) {
        await().atMost(PATIENCE).untilAsserted(() -> {
            Set<String> expected = new HashSet<>();
            live.forEach(node -> expected.add(Membership.of(nodes.get(node)).self()));
            for (int node : live) {
                Vertx vertx = nodes.get(node);
                assertThat(Membership.of(vertx).members()).isEqualTo(expected);
                assertThat(get(Membership.of(vertx).registrations())).isEqualTo(expected);
                assertThat(get(GroupDirectory.of(vertx)).nodes()).isEqualTo(expected);
            }
        });
    }

    private void awaitReached(List<Integer> live) {
        await().atMost(PATIENCE).ignoreExceptions().untilAsserted(() -> {
            for (int from : live) {
                for (int to : live) {
                    assertThat(ask(from, own(to))).isEqualTo(to);
                }
                get(buses.get(from).channel(EVENTS).publish(lasting()));
            }
        });
    }

    private int ask(int node, String address) {
        Message asked = Message.of("test.Ask", new JsonObject());
        return get(buses.get(node).channel(address).request(asked, Duration.ofSeconds(5)))
                .json()
                .getInteger("node");
    }

    private static Message answer(Message message, int node) {
        return message.reply(new JsonObject().put("node", node));
    }

    private static Message lasting() {
        return Message.of("test.Ask", new JsonObject()).within(LONG);
    }

    private static String own(int node) {
        return "own-" + node;
    }

    private static <T> T get(Future<T> future) {
        try {
            return future.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException late) {
            throw new IllegalStateException("not within " + PATIENCE.toSeconds() + " s", late);
        }
    }
}
