package dev.busway.amqp;

import static dev.busway.amqp.Node.await;
import static dev.busway.amqp.Node.kind;
import static dev.busway.amqp.Specs.message;
import static dev.busway.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.busway.bus.Outcome;
import dev.busway.bus.Problem.Kind;
import dev.busway.bus.transport.Carrier;
import dev.busway.contract.ChannelSpec;
import dev.busway.testkit.Patience;
import dev.busway.testkit.embedded.EmbeddedArtemis;
import io.vertx.core.Future;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrokerLossIT {
    private static final int MESSAGES = 6_000;

    private final ChannelSpec spec = Specs.orders(4);
    private final Load load = new Load();

    @Test
    void a_broker_restarted_in_the_middle_of_a_load_loses_nothing_and_reorders_nothing(@TempDir Path home)
            throws Exception {
        try (EmbeddedArtemis broker = EmbeddedArtemis.start(home, EmbeddedArtemis.ANY_PORT);
                Node sender = Node.on(broker.url());
                Node first = joined(broker);
                Node second = joined(broker)) {
            CompletableFuture<Void> sending = inTheBackground(sender.carrier(spec));
            await().atMost(Duration.ofSeconds(30)).until(() -> load.handled() > MESSAGES / 4);

            broker.restart();

            sending.get(180, TimeUnit.SECONDS);
            load.expectAllAccepted(MESSAGES);
            load.expectNothingLostAndOrderKept();
            assertThat(first.meters.find("busway.consumer.in.flight").gauge()).isNotNull();
            assertThat(second.meters.find("busway.consumer.in.flight").gauge()).isNotNull();
        }
    }

    @Test
    void connections_reset_in_the_middle_of_a_load_lose_nothing_reorder_nothing_and_overlap_nothing(@TempDir Path home)
            throws Exception {
        try (EmbeddedArtemis broker = EmbeddedArtemis.start(home, EmbeddedArtemis.ANY_PORT);
                Node sender = Node.on(broker.url());
                Node only = joined(broker)) {
            CompletableFuture<Void> sending = inTheBackground(sender.carrier(spec));
            for (int reset = 1; reset <= 3; reset++) {
                int enough = reset * MESSAGES / 5;
                await().atMost(Duration.ofSeconds(30)).until(() -> load.handled() > enough);
                broker.resetConnections();
            }

            sending.get(180, TimeUnit.SECONDS);
            load.expectAllAccepted(MESSAGES);
            load.expectNothingLostAndOrderKept();
            assertThat(load.overlaps()).isZero();
            assertThat(only.meters.find("busway.consumer.in.flight").gauge()).isNotNull();
        }
    }

    @Test
    void a_broker_that_is_away_means_typed_refusals_in_time_and_success_when_it_is_back(@TempDir Path home)
            throws Exception {
        Set<Integer> handled = ConcurrentHashMap.newKeySet();
        EmbeddedArtemis broker = EmbeddedArtemis.start(home, EmbeddedArtemis.ANY_PORT);
        try (Node node = Node.on(broker.url(), Map.of("deliveryTimeout", "2s", "drain", "1s"))) {
            Carrier carrier = node.carrier(spec);
            await(carrier.subscribe(spec.group(), message -> {
                handled.add(message.json().getInteger("n"));
                return Future.succeededFuture(Outcome.delivered());
            }));
            await().until(() -> await(carrier.send(message("k", 1))).equals(Outcome.delivered()));
            await().until(() -> handled.contains(1));

            broker.close();
            long start = System.nanoTime();
            Outcome lost = await(carrier.send(message("k", 2).within(Duration.ofSeconds(1))));
            assertThat(kind(lost)).isIn(Kind.TIMEOUT, Kind.BUSY);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Patience.LONG);
            Outcome withoutDeadline = await(carrier.send(message("k", 3)));
            assertThat(kind(withoutDeadline)).isIn(Kind.TIMEOUT, Kind.BUSY);

            broker = EmbeddedArtemis.start(home, broker.port());
            await().atMost(Duration.ofSeconds(30)).until(() -> {
                Outcome outcome = await(carrier.send(message("k", 4).within(Duration.ofSeconds(2))));
                return outcome.equals(Outcome.delivered());
            });
            await().atMost(Duration.ofSeconds(30)).until(() -> handled.contains(4));
        } finally {
            broker.close();
        }
    }

    @Test
    void memory_for_messages_on_their_way_is_bounded_and_more_are_busy(@TempDir Path home) throws Exception {
        EmbeddedArtemis broker = EmbeddedArtemis.start(home, EmbeddedArtemis.ANY_PORT);
        try (Node node = Node.on(broker.url(), Map.of("deliveryTimeout", "2s", "bufferMiB", 1))) {
            Carrier carrier = node.carrier(spec);
            broker.close();

            Outcome last = Outcome.delivered();
            for (int n = 0; n < 100_000 && (last.problem() == null || kind(last) != Kind.BUSY); n++) {
                Future<Outcome> sent = carrier.send(message("k", n));
                last = sent.isComplete() ? sent.result() : last;
            }

            assertThat(kind(last)).isEqualTo(Kind.BUSY);
        } finally {
            broker.close();
        }
    }

    @Test
    void a_wrong_address_fails_the_start_with_a_mend() throws Exception {
        int nobody;
        try (ServerSocket free = new ServerSocket(0)) {
            nobody = free.getLocalPort();
        }
        long start = System.nanoTime();

        assertThatThrownBy(() -> Node.on("amqp://127.0.0.1:" + nobody, Map.of("connectTimeout", "2s")))
                .rootCause()
                .hasMessageContaining("The AMQP broker at 127.0.0.1:" + nobody + " cannot be reached")
                .hasMessageContaining("Mend: start it, or correct amqp.host and amqp.port.");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Patience.LONG);
    }

    private Node joined(EmbeddedArtemis broker) {
        Node node = Node.on(broker.url());
        await(node.carrier(spec).subscribe(spec.group(), message -> load.handle(node, message)));
        return node;
    }

    private CompletableFuture<Void> inTheBackground(Carrier carrier) {
        return CompletableFuture.runAsync(() -> load.send(carrier, 0, MESSAGES));
    }
}
