package dev.busway.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.busway.bus.Bus;
import dev.busway.bus.BusSetup;
import dev.busway.bus.Registration;
import dev.busway.bus.transport.TransportContext;
import dev.busway.bus.transport.eventbus.EventBusTransport;
import dev.busway.config.Section;
import dev.busway.contract.Contract;
import dev.busway.message.Message;
import dev.busway.testkit.cluster.LocalCluster;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Brokerless channels with a key, on three nodes with two instances each: whose keys move when somebody comes or goes. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KeyMovesIT {
    private static final int NODES = 3;
    private static final int INSTANCES = 2;
    private static final int KEYS = 240;
    private static final long PATIENCE_SECONDS = 30;
    private static final String CHANNEL = "keys";

    private final LocalCluster cluster = LocalCluster.start(NODES);
    private final List<Bus> buses = new ArrayList<>();
    private final Map<String, Registration> instances = new HashMap<>();

    @BeforeAll
    void handle() {
        Contract contract = Specs.contract(
                List.of(Specs.pointToPoint(CHANNEL).key("/key").build()),
                Specs.receiving(CHANNEL, Duration.ofSeconds(PATIENCE_SECONDS), KEYS));
        for (int node = 0; node < NODES; node++) {
            Vertx vertx = cluster.node(node);
            SimpleMeterRegistry meters = new SimpleMeterRegistry();
            EventBusTransport transport = new EventBusTransport();
            await(transport.open(new TransportContext(vertx, "n" + node, Section.empty("vertx"), meters)));
            buses.add(await(Bus.open(
                    vertx, new BusSetup("n" + node, List.of(contract), List.of(transport), Optional.empty(), meters))));
            for (int instance = 0; instance < INSTANCES; instance++) {
                join(node, "n" + node + "/" + instance);
            }
        }
    }

    @AfterAll
    void close() {
        cluster.close();
    }

    @Test
    void an_instance_that_leaves_or_comes_moves_its_own_keys_alone() {
        Map<String, String> before = homes();
        assertThat(new HashSet<>(before.values())).isEqualTo(instances.keySet());

        await(instances.remove("n1/0").unregister());
        Map<String, String> without = homes();
        join(1, "n1/new");
        Map<String, String> with = homes();

        assertThat(moved(before, without)).isEqualTo(keysOf(before, "n1/0"));
        assertThat(moved(without, with)).isEqualTo(keysOf(with, "n1/new")).isNotEmpty();
    }

    /** Which instance has each key; every node that asks is told the same. */
    private Map<String, String> homes() {
        Map<String, String> homes = new HashMap<>();
        for (int n = 0; n < KEYS; n++) {
            String key = "k" + n;
            Set<String> said = new HashSet<>();
            for (Bus bus : buses) {
                Message asked = Message.of("keys.Where", new JsonObject().put("key", key));
                said.add(await(bus.channel(CHANNEL).request(asked)).tree().asText());
            }
            assertThat(said).as(key).hasSize(1);
            homes.put(key, said.iterator().next());
        }
        return homes;
    }

    private static Set<String> moved(Map<String, String> before, Map<String, String> after) {
        Set<String> moved = new HashSet<>();
        before.forEach((key, home) -> {
            if (!home.equals(after.get(key))) {
                moved.add(key);
            }
        });
        return moved;
    }

    private static Set<String> keysOf(Map<String, String> homes, String instance) {
        Set<String> keys = new HashSet<>();
        homes.forEach((key, home) -> {
            if (home.equals(instance)) {
                keys.add(key);
            }
        });
        return keys;
    }

    private void join(int node, String name) {
        Future<Registration> joined = Future.future(done -> cluster.node(node)
                .deployVerticle(context -> buses.get(node)
                        .channel(CHANNEL)
                        .handle(name, (asked, work) -> Future.succeededFuture(asked.reply(name)))
                        .onSuccess(done::tryComplete))
                .onFailure(done::tryFail));
        instances.put(name, await(joined));
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException late) {
            throw new AssertionError("not within " + PATIENCE_SECONDS + " s", late);
        }
    }
}
