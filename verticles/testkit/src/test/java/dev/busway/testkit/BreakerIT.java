package dev.busway.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.busway.bus.Bus;
import dev.busway.bus.BusSetup;
import dev.busway.bus.Problem;
import dev.busway.bus.ProblemException;
import dev.busway.bus.breaker.BreakerState;
import dev.busway.bus.breaker.Breakers;
import dev.busway.bus.transport.TransportContext;
import dev.busway.bus.transport.eventbus.EventBusTransport;
import dev.busway.config.Section;
import dev.busway.contract.BreakerSpec;
import dev.busway.message.Message;
import dev.busway.testkit.cluster.LocalCluster;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class BreakerIT {
    private static final BreakerSpec SPEC =
            new BreakerSpec(50, 20, 10, Duration.ofMillis(500), 2, Optional.empty(), 50);

    @Test
    void a_handler_that_fails_on_another_node_is_left_alone_until_probes_pass_and_every_node_is_told()
            throws Exception {
        AtomicInteger well = new AtomicInteger();
        List<JsonObject> events = new CopyOnWriteArrayList<>();
        try (LocalCluster cluster = LocalCluster.start(2)) {
            Bus caller = bus(cluster.node(0), "caller");
            Bus handler = bus(cluster.node(1), "handler");
            get(cluster.node(1)
                    .eventBus()
                    .<JsonObject>consumer(Breakers.ADDRESS, event -> events.add(event.body()))
                    .completion());
            get(handler.channel("fragile").handle("h", (message, work) -> {
                return well.get() == 1
                        ? Future.succeededFuture(message.reply("fine"))
                        : Future.failedFuture(new IllegalStateException("oh"));
            }));
            await().atMost(60, TimeUnit.SECONDS).until(() -> kind(caller) == Problem.Kind.BROKEN);
            await().atMost(60, TimeUnit.SECONDS).until(() -> kind(caller) == Problem.Kind.CIRCUIT_OPEN);
            assertThat(caller.breakers().all().get(0).standing().seen().refused())
                    .isPositive();
            assertThat(handler.breakers().all().get(0).standing().state()).isEqualTo(BreakerState.CLOSED);

            well.set(1);
            await().atMost(60, TimeUnit.SECONDS).until(() -> closedAgain(caller));
            assertThat(get(caller.channel("fragile").request(question())).tree().asText())
                    .isEqualTo("fine");
            await().atMost(60, TimeUnit.SECONDS).until(() -> events.stream()
                    .anyMatch(event -> event.getString("state").equals("closed")));
            assertThat(events).allMatch(event -> event.getString("node").equals("caller"));
            assertThat(events.get(0).getString("state")).isEqualTo("open");
        }
    }

    private static boolean closedAgain(Bus caller) {
        caller.channel("fragile").request(question());
        return caller.breakers().all().get(0).standing().state() == BreakerState.CLOSED;
    }

    private static Problem.Kind kind(Bus caller) throws Exception {
        try {
            get(caller.channel("fragile").request(question()));
        } catch (ProblemException refused) {
            return refused.problem().kind();
        }
        throw new AssertionError("not refused");
    }

    private static Bus bus(Vertx vertx, String node) throws Exception {
        EventBusTransport transport = new EventBusTransport();
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        BusSetup setup = new BusSetup(
                node,
                List.of(Specs.contract(
                        List.of(Specs.pointToPoint("fragile").build()),
                        Specs.receiving("fragile", Duration.ofSeconds(30), 100).guardedBy(SPEC))),
                List.of(transport),
                Optional.empty(),
                meters);
        return get(transport
                .open(new TransportContext(vertx, node, Section.empty("vertx"), meters))
                .compose(open -> Bus.open(vertx, setup)));
    }

    private static Message question() {
        return Message.of("ask", "ping");
    }

    private static <T> T get(Future<T> future) throws Exception {
        return future.await(60, TimeUnit.SECONDS);
    }
}
