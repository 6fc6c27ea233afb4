package dev.busway.rabbitmq;

import static dev.busway.rabbitmq.Node.await;
import static dev.busway.rabbitmq.Node.kind;
import static dev.busway.rabbitmq.Node.message;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import dev.busway.bus.Outcome;
import dev.busway.bus.Problem.Kind;
import dev.busway.bus.transport.Carrier;
import dev.busway.contract.ChannelSpec;
import dev.busway.contract.PayloadValidator;
import dev.busway.message.Message;
import dev.busway.message.Payload;
import dev.busway.testkit.Specs;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/** What is at the broker, and what strangers do to it. */
class TopologyIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Test
    void a_message_that_no_queue_takes_is_refused_and_the_queue_is_made_again() throws Exception {
        TestBroker.needsRabbit("give back what no queue takes before it says what became of it");
        ChannelSpec spec = Node.orders().build();
        try (Node node = Node.on(TestBroker.shared().uri())) {
            Carrier carrier = node.carrier(spec);
            assertThat(await(carrier.send(message("k", 1)))).isEqualTo(Outcome.delivered());

            asStranger(stranger -> stranger.queueDelete(spec.address()));

            assertThat(kind(await(carrier.send(message("k", 2))))).isEqualTo(Kind.NO_HANDLER);
            await().atMost(PATIENCE)
                    .until(() -> await(carrier.send(message("k", 3))).equals(Outcome.delivered()));
        }
    }

    @Test
    void a_deleted_exchange_and_a_deleted_queue_under_a_handler_are_made_again() throws Exception {
        TestBroker.needsRabbit("say on a channel that an exchange is missing; it ends the connection");
        ChannelSpec spec = Node.orders().key("/key").shards(2).build();
        Queue<Integer> handled = new ConcurrentLinkedQueue<>();
        try (Node node = Node.on(TestBroker.shared().uri())) {
            Carrier carrier = node.carrier(spec);
            await(carrier.subscribe(spec.group(), message -> {
                handled.add(Node.number(message));
                return Future.succeededFuture(Outcome.delivered());
            }));

            asStranger(stranger -> {
                stranger.queueDelete(spec.address() + ".0");
                stranger.queueDelete(spec.address() + ".1");
                stranger.exchangeDelete(spec.address());
            });

            await().atMost(PATIENCE)
                    .until(() -> await(carrier.send(message("k", 5))).equals(Outcome.delivered()));
            await().atMost(PATIENCE).until(() -> handled.contains(5));
        }
    }

    @Test
    void a_channel_that_was_made_otherwise_is_refused_with_a_mend() {
        ChannelSpec plain = Node.orders().build();
        ChannelSpec keyed = Specs.pointToPoint(plain.address())
                .transport("rabbitmq")
                .key("/key")
                .build();
        try (Node node = Node.on(TestBroker.shared().uri())) {
            node.carrier(plain);

            assertThatThrownBy(() -> node.carrier(keyed))
                    .rootCause()
                    .hasMessageContaining("The exchange and the queues of " + plain.address() + " cannot be used")
                    .hasMessageContaining("Mend: if they were made with another kind, key or shards");
            assertThat(await(node.carrier(plain).send(message("k", 1)))).isEqualTo(Outcome.delivered());
        }
    }

    @Test
    void two_channels_with_one_queue_are_refused_with_a_mend() {
        ChannelSpec keyed = Node.orders().key("/key").shards(2).build();
        ChannelSpec other =
                Specs.pointToPoint(keyed.address() + ".1").transport("rabbitmq").build();
        try (Node node = Node.on(TestBroker.shared().uri())) {
            node.carrier(keyed);

            assertThatThrownBy(() -> node.carrier(other))
                    .rootCause()
                    .hasMessageContaining("would serve the channel " + keyed.address())
                    .hasMessageContaining("Mend: rename one of them.");
        }
    }

    @Test
    void bare_json_of_a_stranger_is_a_message_and_what_is_none_is_a_dead_letter_as_it_came() throws Exception {
        ChannelSpec spec = Node.orders()
                .message("orders.Create", PayloadValidator.ANYTHING)
                .build();
        Queue<Message> handled = new ConcurrentLinkedQueue<>();
        try (Node node = Node.on(TestBroker.shared().uri())) {
            await(node.carrier(spec).subscribe(spec.group(), message -> {
                handled.add(message);
                return Future.succeededFuture(Outcome.delivered());
            }));
            AMQP.BasicProperties named =
                    new AMQP.BasicProperties.Builder().messageId("their-1").build();

            asStranger(stranger -> {
                stranger.basicPublish("", spec.address(), named, "{\"n\":1}".getBytes(UTF_8));
                stranger.basicPublish("", spec.address(), named, "garbage".getBytes(UTF_8));
            });

            await().atMost(PATIENCE).until(() -> !handled.isEmpty());
            assertThat(handled.element().id()).isEqualTo("their-1");
            assertThat(handled.element().type()).isEqualTo("orders.Create");
            await().atMost(PATIENCE).until(() -> count(spec.deadLetter().orElseThrow()) == 1);
            asStranger(stranger -> {
                var dead = stranger.basicGet(spec.deadLetter().orElseThrow(), true);
                assertThat(new String(dead.getBody(), UTF_8)).isEqualTo("garbage");
                assertThat(dead.getProps().getHeaders())
                        .containsKeys("cloudEvents_dlqreason", "cloudEvents_dlqchannel", "cloudEvents_dlqgroup");
            });
        }
    }

    @Test
    void what_is_too_large_is_refused_and_long_attributes_are_not() {
        ChannelSpec spec = Node.orders().build();
        Queue<Message> handled = new ConcurrentLinkedQueue<>();
        try (Node node = Node.on(TestBroker.shared().uri(), Map.of("largestMiB", 1))) {
            Carrier carrier = node.carrier(spec);
            await(carrier.subscribe(spec.group(), message -> {
                handled.add(message);
                return Future.succeededFuture(Outcome.delivered());
            }));
            Message large = message("k", 1)
                    .edit()
                    .payload(Payload.of(Buffer.buffer(new byte[(1 << 20) + 1])))
                    .build();
            var wordy = message("k", 2).edit();
            for (int i = 0; i < 40; i++) {
                wordy.extension("long" + i, "ä".repeat(8_000));
            }

            assertThat(kind(await(carrier.send(large)))).isEqualTo(Kind.TOO_LARGE);
            assertThat(await(carrier.send(wordy.build()))).isEqualTo(Outcome.delivered());

            await().atMost(PATIENCE).until(() -> !handled.isEmpty());
            assertThat(handled.element().extensions()).hasSize(40);
        }
    }

    @Test
    void more_unconfirmed_messages_than_allowed_are_refused_as_busy() {
        ChannelSpec spec = Node.orders().build();
        try (Node node = Node.on(TestBroker.shared().uri(), Map.of("unconfirmed", 5))) {
            Carrier carrier = node.carrier(spec);
            Queue<Future<Outcome>> sent = new ConcurrentLinkedQueue<>();

            for (int i = 0; i < 500; i++) {
                sent.add(carrier.send(message("k", i)));
            }

            assertThat(sent).anySatisfy(outcome -> assertThat(await(outcome)).isEqualTo(Outcome.delivered()));
            assertThat(sent)
                    .anySatisfy(outcome -> assertThat(kind(await(outcome))).isEqualTo(Kind.BUSY));
            assertThat(await(carrier.send(message("k", 0)))).isEqualTo(Outcome.delivered());
        }
    }

    @Test
    void a_wrong_address_and_a_wrong_password_fail_the_start_with_a_mend() throws Exception {
        int nobody;
        try (ServerSocket free = new ServerSocket(0)) {
            nobody = free.getLocalPort();
        }
        String wrong = TestBroker.shared().uri().replace(":guest@", ":secret@");

        assertThatThrownBy(() -> Node.on("amqp://127.0.0.1:" + nobody, Map.of("connectTimeout", "1s")))
                .rootCause()
                .hasMessageContaining("RabbitMQ at 127.0.0.1:" + nobody + " cannot be reached")
                .hasMessageContaining("Mend: start it, or correct the section rabbitmq.");
        assertThatThrownBy(() -> Node.on(wrong))
                .rootCause()
                .hasMessageContaining("it refuses the user or the password")
                .hasMessageNotContaining("secret");
    }

    /** What a program of others does with its own connection. */
    private interface Deed {
        void on(Channel channel) throws Exception;
    }

    private static void asStranger(Deed deed) throws Exception {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setUri(TestBroker.shared().uri());
        try (Connection connection = factory.newConnection();
                Channel channel = connection.createChannel()) {
            deed.on(channel);
        }
    }

    private static long count(String queue) throws Exception {
        long[] messages = new long[1];
        asStranger(stranger -> messages[0] = stranger.messageCount(queue));
        return messages[0];
    }
}
