package dev.busway.kafka;

import static dev.busway.kafka.Node.await;
import static dev.busway.kafka.Specs.message;
import static dev.busway.testkit.Patience.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.busway.bus.Outcome;
import dev.busway.bus.Problem;
import dev.busway.bus.Problem.Kind;
import dev.busway.bus.transport.Carrier;
import dev.busway.bus.transport.Receiver;
import dev.busway.contract.ChannelKind;
import dev.busway.contract.ChannelSpec;
import dev.busway.contract.Delivery;
import dev.busway.contract.Retry;
import dev.busway.message.Message;
import dev.busway.testkit.TestKafka;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DeadLettersIT {
    private Node node;

    String bootstrap() {
        return TestKafka.bootstrap();
    }

    @BeforeEach
    void open() {
        node = Node.on(bootstrap());
    }

    @AfterEach
    void close() {
        node.close();
    }

    @Test
    void a_poison_message_parks_its_keys_sequence_after_its_tries_and_others_flow() {
        ChannelSpec spec = Specs.retried(Specs.orders(1), new Retry(3, Duration.ofMillis(300), Duration.ofMillis(300)));
        List<String> handled = new CopyOnWriteArrayList<>();
        List<Message> dead = new CopyOnWriteArrayList<>();
        ChannelSpec parked = Specs.deadLettersOf(spec);
        Carrier carrier = node.carrier(spec);
        await(node.carrier(parked).subscribe("watch", message -> {
            dead.add(message);
            return Future.succeededFuture(Outcome.delivered());
        }));
        // All three are there when the first is tried: no try has to wait for a slow sender.
        Message poison = message("bad", 1);
        await(carrier.send(poison));
        await(carrier.send(message("bad", 2)));
        await(carrier.send(message("good", 3)));

        await(carrier.subscribe(spec.group(), message -> {
            handled.add(message.key().orElseThrow() + message.json().getInteger("n"));
            return Future.succeededFuture(
                    message.key().orElseThrow().equals("bad") && message.json().getInteger("n") == 1
                            ? Outcome.refused(Kind.BROKEN, "It is\npoison.", "")
                            : Outcome.delivered());
        }));

        await().until(() -> dead.size() == 2 && handled.size() == 4);
        assertThat(handled).containsSubsequence("bad1", "good3", "bad1", "bad1").doesNotContain("bad2");
        assertThat(dead.get(0).id()).isEqualTo(poison.id());
        assertThat(dead.get(0).key()).contains("bad");
        assertThat(dead.get(0).json()).isEqualTo(poison.json());
        assertThat(dead.get(0).extensions())
                .containsEntry("dlqreason", "BW-BROKEN: It is poison.")
                .containsEntry("dlqattempts", "3")
                .containsEntry("dlqchannel", spec.address())
                .containsEntry("dlqgroup", spec.group())
                .doesNotContainKey("dlqbehind");
        assertThat(dead.get(1).json().getInteger("n")).isEqualTo(2);
        assertThat(dead.get(1).extensions())
                .containsEntry("dlqattempts", "0")
                .containsEntry("dlqbehind", dead.get(0).extensions().get("dlqid"));
        assertThat(dead.get(1).extensions().get("dlqreason")).startsWith("BW-PARKED: It waits behind");
    }

    @Test
    void a_group_hears_that_a_message_is_given_up_until_it_has_taken_that_in() {
        ChannelSpec spec = Specs.orders(1);
        List<String> given = new CopyOnWriteArrayList<>();
        await(node.carrier(spec).subscribe(spec.group(), new Receiver() {
            @Override
            public Future<Outcome> receive(Message message) {
                return Future.succeededFuture(Outcome.refused(Kind.BROKEN, "No.", ""));
            }

            @Override
            public Future<Void> giveUp(Message message, Problem problem) {
                given.add(message.id() + " " + problem.kind());
                return given.size() < 3 ? Future.failedFuture("not now") : Future.succeededFuture();
            }
        }));
        Message poison = message("bad", 1);

        await(node.carrier(spec).send(poison));

        await().until(() -> given.size() == 3);
        assertThat(given).containsOnly(poison.id() + " BROKEN");
    }

    @Test
    void a_message_refused_for_reasons_of_others_is_tried_for_as_long_as_they_last() {
        ChannelSpec spec = Specs.orders(1);
        AtomicInteger tries = new AtomicInteger();
        await(node.carrier(spec)
                .subscribe(
                        spec.group(),
                        message -> Future.succeededFuture(
                                tries.incrementAndGet() < 10
                                        ? Outcome.refused(Kind.BUSY, "The database is away.", "")
                                        : Outcome.delivered())));

        await(node.carrier(spec).send(message("k", 1)));

        await().until(() -> tries.get() == 10);
    }

    @Test
    void a_message_that_passes_at_its_second_try_is_no_dead_letter() {
        ChannelSpec spec = Specs.orders(1);
        List<Integer> handled = new CopyOnWriteArrayList<>();
        await(node.carrier(spec).subscribe(spec.group(), message -> {
            handled.add(message.json().getInteger("n"));
            return Future.succeededFuture(
                    handled.size() == 1 ? Outcome.refused(Kind.BUSY, "Later.", "") : Outcome.delivered());
        }));

        await(node.carrier(spec).send(message("k", 1)));
        await(node.carrier(spec).send(message("k", 2)));

        await().until(() -> handled.size() == 3);
        assertThat(handled).containsExactly(1, 1, 2);
        assertThat(records(spec.deadLetter().orElseThrow())).isEmpty();
    }

    @Test
    void a_record_that_cannot_be_read_is_parked_as_it_came_and_others_flow() throws Exception {
        ChannelSpec spec = Specs.spec(
                Specs.address("orders"), ChannelKind.POINT_TO_POINT, Delivery.AT_LEAST_ONCE, 1, Specs.types(1));
        List<Message> handled = new CopyOnWriteArrayList<>();
        await(node.carrier(spec).subscribe(spec.group(), message -> {
            handled.add(message);
            return Future.succeededFuture(Outcome.delivered());
        }));

        foreign(spec.address(), "no json", "{\"n\":1}");

        await().until(() -> handled.size() == 1);
        ConsumerRecord<byte[], byte[]> dead = await().until(
                        () -> records(spec.deadLetter().orElseThrow()), records -> !records.isEmpty())
                .get(0);
        assertThat(handled.get(0).type()).isEqualTo("type0");
        assertThat(handled.get(0).id()).isEqualTo(spec.address() + "-0-1");
        assertThat(dead.key()).isEqualTo("k".getBytes(UTF_8));
        assertThat(dead.value()).isEqualTo("no json".getBytes(UTF_8));
        Map<String, String> headers = new HashMap<>();
        for (Header header : dead.headers()) {
            headers.put(header.key(), new String(header.value(), UTF_8));
        }
        assertThat(headers).containsEntry("ce_dlqattempts", "1").containsKey("ce_dlqreason");
    }

    private void foreign(String topic, String... values) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrap()), new ByteArraySerializer(), new ByteArraySerializer())) {
            for (String value : values) {
                producer.send(new ProducerRecord<>(topic, "k".getBytes(UTF_8), value.getBytes(UTF_8)))
                        .get(30, TimeUnit.SECONDS);
            }
        }
    }

    private List<ConsumerRecord<byte[], byte[]>> records(String topic) {
        TopicPartition partition = new TopicPartition(topic, 0);
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrap()), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            return consumer.poll(Duration.ofMillis(500)).records(partition);
        }
    }
}
