package dev.busway.amqp;

import static dev.busway.amqp.Node.await;
import static dev.busway.amqp.Specs.message;
import static dev.busway.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.busway.bus.Outcome;
import dev.busway.bus.Registration;
import dev.busway.bus.transport.Carrier;
import dev.busway.bus.transport.DeadLetterBox;
import dev.busway.contract.ChannelKind;
import dev.busway.contract.ChannelSpec;
import dev.busway.contract.Delivery;
import dev.busway.message.Message;
import dev.busway.testkit.TestArtemis;
import io.vertx.amqp.AmqpClient;
import io.vertx.amqp.AmqpClientOptions;
import io.vertx.amqp.AmqpMessage;
import io.vertx.amqp.AmqpMessageBuilder;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class AmqpCarrierIT {
    private static Node node;
    private static AmqpClient stranger;

    private final List<Message> taken = new CopyOnWriteArrayList<>();

    @BeforeAll
    static void open() {
        node = Node.on(TestArtemis.url());
        URI broker = URI.create(TestArtemis.url());
        stranger = AmqpClient.create(
                node.vertx, new AmqpClientOptions().setHost(broker.getHost()).setPort(broker.getPort()));
    }

    @AfterAll
    static void close() {
        await(stranger.close());
        node.close();
    }

    @Test
    void a_sent_message_comes_as_it_went() {
        ChannelSpec spec = Specs.orders(2);
        Message sent = message("k1", 1).edit().extension("tenant", "blue").build();

        Registration registration = take(spec);
        assertThat(await(node.carrier(spec).send(sent))).isEqualTo(Outcome.delivered());

        Message came = first();
        assertThat(came.id()).isEqualTo(sent.id());
        assertThat(came.type()).isEqualTo("orders.Create");
        assertThat(came.key()).contains("k1");
        assertThat(came.extensions()).containsEntry("tenant", "blue");
        assertThat(came.json()).isEqualTo(sent.json());
        await(registration.unregister());
    }

    @Test
    void what_is_written_is_a_durable_cloud_event_of_the_official_binding() {
        ChannelSpec spec = Specs.orders(1);
        Message sent = message("k", 1);
        assertThat(await(node.carrier(spec).send(sent))).isEqualTo(Outcome.delivered());
        List<AmqpMessage> letters = new CopyOnWriteArrayList<>();

        await(stranger.createReceiver(spec.address()).onSuccess(receiver -> receiver.handler(letters::add)));

        await().until(() -> letters.size() == 1);
        AmqpMessage letter = letters.get(0);
        assertThat(letter.isDurable()).isTrue();
        assertThat(letter.contentType()).isEqualTo("application/json");
        assertThat(letter.applicationProperties().getString("cloudEvents_id")).isEqualTo(sent.id());
        assertThat(letter.applicationProperties().getString("cloudEvents_type")).isEqualTo("orders.Create");
        assertThat(letter.bodyAsBinary().toJsonObject()).isEqualTo(sent.json());
    }

    @Test
    void a_structured_cloud_event_of_others_is_read() {
        ChannelSpec spec = Specs.orders(1);
        take(spec);

        strangerSends(
                spec.address(),
                AmqpMessage.create()
                        .contentType("application/cloudevents+json; charset=utf-8")
                        .withBody(new JsonObject()
                                .put("specversion", "1.0")
                                .put("id", "s-1")
                                .put("source", "/shop")
                                .put("type", "shop.Sold")
                                .put("data", new JsonObject().put("n", 5))
                                .encode()));

        assertThat(first().id()).isEqualTo("s-1");
        assertThat(first().json().getInteger("n")).isEqualTo(5);
    }

    @Test
    void bare_json_of_others_is_the_one_type_of_the_channel() {
        ChannelSpec spec = Specs.spec(
                Specs.address("bare"), ChannelKind.POINT_TO_POINT, Delivery.AT_LEAST_ONCE, 1, Specs.types(1));
        take(spec);

        strangerSends(
                spec.address(), AmqpMessage.create().id("m-1").groupId("blue").withBody("{\"n\":7}"));

        assertThat(first().type()).isEqualTo("type0");
        assertThat(first().id()).isEqualTo("m-1");
        assertThat(first().key()).contains("blue");
        assertThat(first().json().getInteger("n")).isEqualTo(7);
    }

    @Test
    void what_is_no_message_goes_to_the_dead_letters_as_it_came() {
        ChannelSpec spec = Specs.orders(1);
        take(spec);
        List<AmqpMessage> letters = new CopyOnWriteArrayList<>();
        await(stranger.createReceiver(spec.deadLetter().orElseThrow())
                .onSuccess(receiver -> receiver.handler(letters::add)));

        strangerSends(
                spec.address(),
                AmqpMessage.create()
                        .applicationProperties(new JsonObject().put("colour", "red"))
                        .withBody("no json"));

        await().until(() -> letters.size() == 1);
        assertThat(letters.get(0).bodyAsString()).isEqualTo("no json");
        assertThat(letters.get(0).applicationProperties().getString("colour")).isEqualTo("red");
        assertThat(letters.get(0).applicationProperties().getString("cloudEvents_dlqchannel"))
                .isEqualTo(spec.address());
        assertThat(taken).isEmpty();
    }

    @Test
    void a_request_may_be_answered_to_a_channel_of_a_contract_whose_handlers_get_the_answer_too() {
        ChannelSpec spec = Specs.orders(3);
        ChannelSpec replies = Specs.orders(2);
        Carrier carrier = node.carrier(spec);
        take(replies);
        await(carrier.subscribe(
                spec.group(),
                message -> Future.succeededFuture(new Outcome.Replied(
                        message.reply(new JsonObject().put("n", message.json().getInteger("n") + 1))))));

        Outcome outcome = await(carrier.request(
                message("k", 41).edit().replyTo(replies.address()).build().within(Duration.ofSeconds(30))));

        assertThat(outcome).isInstanceOf(Outcome.Replied.class);
        assertThat(((Outcome.Replied) outcome).reply().json().getInteger("n")).isEqualTo(42);
        assertThat(first().json().getInteger("n")).isEqualTo(42);
    }

    @Test
    void a_published_message_of_several_shards_goes_once_to_every_group_and_to_taps() {
        ChannelSpec spec = Specs.events(3);
        Carrier carrier = node.carrier(spec);
        List<String> seen = new CopyOnWriteArrayList<>();
        for (String group : List.of("one", "two")) {
            await(carrier.subscribe(group, message -> {
                seen.add(group + message.json().getInteger("n"));
                return Future.succeededFuture(Outcome.delivered());
            }));
        }
        await(carrier.tap(message -> {
            seen.add("tap" + message.json().getInteger("n"));
            return Future.succeededFuture(Outcome.delivered());
        }));

        for (int n = 0; n < 4; n++) {
            assertThat(await(carrier.publish(message("k" + n, n)))).isEqualTo(Outcome.delivered());
        }

        await().until(() -> seen.size() == 12);
        assertThat(seen).doesNotHaveDuplicates();
    }

    @Test
    void a_group_gets_what_was_published_while_none_of_its_nodes_was_there() {
        ChannelSpec spec = Specs.events(1);
        Carrier carrier = node.carrier(spec);
        await(await(carrier.subscribe("mail", message -> Future.succeededFuture(Outcome.delivered())))
                .unregister());

        await(carrier.publish(message("k", 9)));
        await(carrier.subscribe("mail", this::keep));

        assertThat(first().json().getInteger("n")).isEqualTo(9);
    }

    @Test
    void a_queue_that_would_not_keep_the_order_is_refused_with_a_mend() {
        ChannelSpec loose = Specs.orders(1);
        node.carrier(loose);
        ChannelSpec keyed = Specs.keyed(loose);

        assertThatThrownBy(() -> node.carrier(keyed))
                .rootCause()
                .hasMessageContaining("is not exclusive")
                .hasMessageContaining("Mend:");
    }

    @Test
    void a_letter_that_a_stranger_wrote_is_seen_and_can_be_dropped() {
        ChannelSpec spec = Specs.orders(1);
        DeadLetterBox box = node.carrier(spec).deadLetters().orElseThrow();
        take(spec);
        String dead = spec.deadLetter().orElseThrow();
        strangerSends(dead, AmqpMessage.create().id("o'ne").withBody("no message"));
        strangerSends(dead, AmqpMessage.create().id("two").withBody("no message"));
        await().atMost(Duration.ofSeconds(30)).until(() -> ids(box).size() == 2);

        await(box.remove(List.of(ids(box).get(0))));

        assertThat(ids(box)).singleElement().asString().endsWith("two");
    }

    private static List<String> ids(DeadLetterBox box) {
        List<String> ids = new CopyOnWriteArrayList<>();
        await(box.browse(letter -> ids.add(letter.id())));
        return ids;
    }

    @Test
    void what_waits_at_the_broker_for_a_slow_group_is_measured_and_falls_to_nothing() {
        ChannelSpec spec = Specs.orders(1);
        Promise<Outcome> slow = Promise.promise();
        try (Node lagging = Node.on(TestArtemis.url(), Map.of("lagEvery", "500ms"))) {
            Carrier carrier = lagging.carrier(spec);
            await(carrier.subscribe(spec.group(), message -> slow.future()));
            for (int n = 0; n < 20; n++) {
                await(carrier.send(message("key" + n, n)));
            }

            await().atMost(Duration.ofSeconds(30)).until(() -> lag(lagging) == 20);
            slow.complete(Outcome.delivered());

            await().atMost(Duration.ofSeconds(30)).until(() -> lag(lagging) == 0);
        }
    }

    private static double lag(Node of) {
        return of.meters.get("busway.consumer.lag").gauge().value();
    }

    private Registration take(ChannelSpec spec) {
        return await(node.carrier(spec).subscribe(spec.group(), this::keep));
    }

    private Future<Outcome> keep(Message message) {
        taken.add(message);
        return Future.succeededFuture(Outcome.delivered());
    }

    private Message first() {
        await().until(() -> !taken.isEmpty());
        return taken.get(0);
    }

    private static void strangerSends(String address, AmqpMessageBuilder letter) {
        await(stranger.createSender(address).compose(sender -> sender.sendWithAck(letter.build())));
    }
}
