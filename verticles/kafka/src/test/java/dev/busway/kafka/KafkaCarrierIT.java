package dev.busway.kafka;

import static dev.busway.kafka.Node.await;
import static dev.busway.kafka.Specs.message;
import static dev.busway.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.busway.bus.Outcome;
import dev.busway.bus.Problem.Kind;
import dev.busway.bus.Registration;
import dev.busway.bus.transport.Carrier;
import dev.busway.contract.ChannelSpec;
import dev.busway.message.Message;
import dev.busway.testkit.Patience;
import dev.busway.testkit.TestKafka;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class KafkaCarrierIT {
    private static Node node;

    @BeforeAll
    static void open() {
        node = Node.on(TestKafka.bootstrap());
    }

    @AfterAll
    static void close() {
        node.close();
    }

    @Test
    void a_sent_message_comes_as_it_went() {
        ChannelSpec spec = Specs.orders(2);
        Carrier carrier = node.carrier(spec);
        List<Message> taken = new CopyOnWriteArrayList<>();
        Message sent = message("k1", 1).edit().extension("tenant", "blue").build();

        Registration registration = await(carrier.subscribe(spec.group(), message -> {
            taken.add(message);
            return Future.succeededFuture(Outcome.delivered());
        }));
        assertThat(await(carrier.send(sent))).isEqualTo(Outcome.delivered());

        await().until(() -> taken.size() == 1);
        Message came = taken.get(0);
        assertThat(came.id()).isEqualTo(sent.id());
        assertThat(came.type()).isEqualTo("orders.Create");
        assertThat(came.key()).contains("k1");
        assertThat(came.extensions()).containsEntry("tenant", "blue");
        assertThat(came.json()).isEqualTo(sent.json());
        await(registration.unregister());
    }

    @Test
    void a_request_gets_its_answer() {
        ChannelSpec spec = Specs.orders(1);
        Carrier carrier = node.carrier(spec);
        await(carrier.subscribe(
                spec.group(),
                message -> Future.succeededFuture(new Outcome.Replied(
                        message.reply(new JsonObject().put("n", message.json().getInteger("n") + 1))))));

        Outcome outcome = await(carrier.request(message("k", 41).within(Patience.LONG)));

        assertThat(outcome).isInstanceOf(Outcome.Replied.class);
        assertThat(((Outcome.Replied) outcome).reply().json().getInteger("n")).isEqualTo(42);
    }

    @Test
    void a_refused_request_gets_the_problem() {
        ChannelSpec spec = Specs.orders(1);
        Carrier carrier = node.carrier(spec);
        await(carrier.subscribe(
                spec.group(),
                message -> Future.succeededFuture(Outcome.refused(Kind.CONFLICT, "Sold out.", "Order less."))));

        Outcome outcome = await(carrier.request(message("k", 1).within(Patience.LONG)));

        assertThat(outcome).isEqualTo(Outcome.refused(Kind.CONFLICT, "Sold out.", "Order less."));
    }

    @Test
    void a_request_that_nobody_takes_ends_at_its_deadline() {
        ChannelSpec spec = Specs.orders(1);
        Carrier carrier = node.carrier(spec);
        // The first request begins to follow the answers, which may take longer than the second has.
        Registration registration =
                await(carrier.subscribe(spec.group(), message -> Future.succeededFuture(new Outcome.Replied(message))));
        await(carrier.request(message("k", 1).within(Patience.LONG)));
        await(registration.unregister());
        long start = System.nanoTime();

        Outcome outcome = await(carrier.request(message("k", 2).within(Duration.ofMillis(700))));

        assertThat(Node.kind(outcome)).isEqualTo(Kind.TIMEOUT);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Patience.LONG);
    }

    @Test
    void a_published_message_goes_once_to_every_group_and_to_taps() {
        ChannelSpec spec = Specs.events(1);
        Carrier carrier = node.carrier(spec);
        List<String> seen = new CopyOnWriteArrayList<>();
        for (String group : List.of("one", "two")) {
            await(carrier.subscribe(group, message -> {
                seen.add(group);
                return Future.succeededFuture(Outcome.delivered());
            }));
        }
        await(carrier.tap(message -> {
            seen.add("tap");
            return Future.succeededFuture(Outcome.delivered());
        }));

        await(carrier.publish(message("k", 1)));

        await().until(() -> seen.size() == 3);
        assertThat(seen).containsExactlyInAnyOrder("one", "two", "tap");
    }
}
