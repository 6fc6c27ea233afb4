package dev.busway.testkit.conformance;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.busway.bus.Bus;
import dev.busway.bus.BusSetup;
import dev.busway.bus.MessageHandler;
import dev.busway.bus.Problem;
import dev.busway.bus.ProblemException;
import dev.busway.bus.Registration;
import dev.busway.bus.registry.GroupRegistry;
import dev.busway.bus.store.Store;
import dev.busway.bus.transport.Feature;
import dev.busway.bus.transport.Features;
import dev.busway.bus.transport.Transport;
import dev.busway.contract.ChannelSpec;
import dev.busway.contract.Contract;
import dev.busway.contract.Delivery;
import dev.busway.contract.OperationSpec;
import dev.busway.message.Message;
import dev.busway.testkit.Specs;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/**
 * Two nodes on one transport, and the channels of one rule: each rule opens a bus on both nodes with channels of its own. The rules
 * know nothing of the transport but its {@link Features}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class TransportFixture {
    /** Enough for a group to settle on a slow machine; no rule waits for it to pass. */
    protected static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Calls in flight where no rule is about them. */
    protected static final int MANY_CALLS = 100_000;

    private static final Queue<Runnable> RULES_OWN = new ConcurrentLinkedQueue<>();

    private final TransportNode[] nodes = new TransportNode[2];
    private final Bus[] buses = new Bus[2];
    private final MeterRegistry[] meters = new MeterRegistry[2];
    private final GroupsInMemory groups = new GroupsInMemory();

    /**
     * Opens a node with its transport open; blocks. Called with {@code n1} and {@code n2}, and with further names by rules of durable
     * transports whose nodes come and go; those close what they opened.
     */
    protected abstract TransportNode open(String name);

    /** Closes what belongs to no node: a cluster, a server; called once, after the nodes' transports. */
    protected abstract void closeRest();

    /** Gives something to a channel's receivers that is no message of ours, as a stranger would. */
    protected abstract void injectGarbage(TransportNode from, ChannelSpec channel);

    /**
     * Where it can be done: kills the broker (no orderly stop) and starts it again on the same address and data; blocks until it
     * takes connections. A suite whose broker other tests share starts one of its own for this.
     */
    protected Optional<Runnable> brokerRestart() {
        return Optional.empty();
    }

    /** Where it can be done: breaks every connection between the nodes and the broker, which stays up; blocks until they are broken. */
    protected Optional<Runnable> connectionReset() {
        return Optional.empty();
    }

    /** Whether a key's order outlives the move of its shard to another node; not so with what stands in for some brokers. */
    protected boolean keepsOrderOfMovedShards() {
        return true;
    }

    /** The node's store, where the transport needs one: open, and not to be started by the rules. */
    protected Optional<Store> store(int index) {
        return Optional.empty();
    }

    @BeforeAll
    void openNodes() {
        nodes[0] = open("n1");
        nodes[1] = open("n2");
    }

    /** Who handled for one rule would take the machine's time from the next ones; nobody waits until they have gone. */
    @AfterEach
    void endHandlers() {
        for (Runnable end = RULES_OWN.poll(); end != null; end = RULES_OWN.poll()) {
            end.run();
        }
    }

    @AfterAll
    void closeNodes() {
        for (TransportNode node : nodes) {
            await(node.transport().close());
        }
        closeRest();
    }

    protected final TransportNode node(int index) {
        return nodes[index];
    }

    protected final Features features() {
        return nodes[0].transport().features();
    }

    /** Skips a rule of what the transport cannot do. */
    protected final void needs(Feature... wanted) {
        for (Feature feature : wanted) {
            assumeTrue(features().has(feature), "the transport is not " + feature);
        }
    }

    /** Opens these channels on both nodes; from now on {@link #one()} and {@link #two()} have them. */
    protected final void given(ChannelSpec... channels) {
        given(MANY_CALLS, channels);
    }

    /** As {@link #given(ChannelSpec...)}, where no more than so many calls may be in flight. */
    protected final void given(int calls, ChannelSpec... channels) {
        Contract contract = contract(calls, channels);
        for (int i = 0; i < nodes.length; i++) {
            Transport transport = nodes[i].transport();
            meters[i] = new SimpleMeterRegistry();
            buses[i] = await(Bus.open(
                    nodes[i].vertx(),
                    new BusSetup(
                            "n" + (i + 1),
                            List.of(contract),
                            List.of(transport),
                            store(i),
                            meters[i],
                            groups(nodes[i], "n" + (i + 1)))));
        }
    }

    /** These channels, each with an operation that takes it. */
    protected static Contract contract(int calls, ChannelSpec... channels) {
        return Specs.contract(
                List.of(channels),
                Arrays.stream(channels)
                        .map(channel -> Specs.receiving(channel.address(), PATIENCE, calls))
                        .toArray(OperationSpec[]::new));
    }

    /** The bus of the first node. */
    protected final Bus one() {
        return buses[0];
    }

    /** The bus of the second node. */
    protected final Bus two() {
        return buses[1];
    }

    protected final Specs pointToPoint(String address) {
        return promised(Specs.pointToPoint(address));
    }

    protected final Specs publishSubscribe(String address) {
        return promised(Specs.publishSubscribe(address));
    }

    /** An address that no other rule and no earlier run has. */
    protected static String address() {
        return "rule." + UUID.randomUUID();
    }

    protected static Message message() {
        return message(0);
    }

    protected static Message message(int number) {
        return Message.of("rule.Message", new JsonObject().put("number", number));
    }

    /** One whose payload has this key, for channels with {@code key("/key")}. */
    protected static Message message(String key, int number) {
        return Message.of("rule.Keyed", new JsonObject().put("key", key).put("number", number));
    }

    protected static int number(Message message) {
        return message.json().getInteger("number");
    }

    /** Takes a channel on a bus from a verticle's context of its own, as instances of a verticle do. */
    protected static Registration handle(Vertx vertx, Bus bus, String address, String group, MessageHandler handler) {
        return await(joining(vertx, bus, address, group, handler));
    }

    /** As {@link #handle}, and does not wait. */
    protected static Future<Registration> joining(
            Vertx vertx, Bus bus, String address, String group, MessageHandler handler) {
        return Future.future(joined -> vertx.deployVerticle(
                        context -> bus.channel(address).handle(group, handler).onSuccess(joined::tryComplete))
                .onSuccess(id -> RULES_OWN.add(() -> vertx.undeploy(id)))
                .onFailure(joined::tryFail));
    }

    protected final Registration handleOnOne(String address, String group, MessageHandler handler) {
        return handle(nodes[0].vertx(), one(), address, group, handler);
    }

    protected final Registration handleOnTwo(String address, String group, MessageHandler handler) {
        return handle(nodes[1].vertx(), two(), address, group, handler);
    }

    protected static <T> T await(Future<T> future) {
        try {
            return future.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException late) {
            throw new AssertionError("not within " + PATIENCE.toSeconds() + " s", late);
        }
    }

    /** Waits until it is so, no longer than {@link #PATIENCE}. */
    protected static void eventually(Callable<Boolean> so) {
        Awaitility.await().atMost(PATIENCE).until(so);
    }

    /** The problem with which a call fails; an error if it does not. */
    protected static Problem refusal(Future<?> call) {
        try {
            await(call);
        } catch (ProblemException refused) {
            return refused.problem();
        }
        throw new AssertionError("not refused");
    }

    /** Where a node announces its groups: nodes that stand in no cluster have one place of their own for it. */
    protected final Optional<GroupRegistry> groups(TransportNode node, String name) {
        return node.vertx().isClustered() ? Optional.empty() : Optional.of(groups.of(name));
    }

    private Specs promised(Specs channel) {
        Transport transport = nodes[0].transport();
        Delivery most = transport.features().durable() ? Delivery.AT_LEAST_ONCE : Delivery.BEST_EFFORT;
        return channel.transport(transport.name())
                .delivery(most)
                .retry(3, Duration.ofMillis(20), Duration.ofMillis(100));
    }
}
