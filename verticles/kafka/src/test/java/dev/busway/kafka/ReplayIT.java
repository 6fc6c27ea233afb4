package dev.busway.kafka;

import static dev.busway.kafka.Node.await;
import static dev.busway.kafka.Specs.message;
import static dev.busway.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.busway.bus.Outcome;
import dev.busway.bus.Problem.Kind;
import dev.busway.bus.ProblemException;
import dev.busway.bus.transport.Carrier;
import dev.busway.bus.transport.History;
import dev.busway.bus.transport.Position;
import dev.busway.bus.transport.Rewind;
import dev.busway.bus.transport.TransportContext;
import dev.busway.config.Section;
import dev.busway.contract.ChannelSpec;
import dev.busway.message.Message;
import dev.busway.testkit.TestKafka;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;

class ReplayIT {
    private static final Duration SOON = Duration.ofSeconds(30);

    private final ChannelSpec spec = Specs.events(1);

    String bootstrap() {
        return TestKafka.bootstrap();
    }

    /** What one group got, in the order in which handling began. */
    private static final class Log {
        final List<Integer> numbers = Collections.synchronizedList(new ArrayList<>());

        Future<Outcome> take(Message message) {
            numbers.add(message.json().getInteger("n"));
            return Future.succeededFuture(Outcome.delivered());
        }

        void has(List<Integer> wanted) {
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(List.copyOf(numbers)).isEqualTo(wanted));
        }
    }

    private static List<Integer> from(int first, int last) {
        return IntStream.rangeClosed(first, last).boxed().toList();
    }

    private static List<Integer> then(List<Integer> one, List<Integer> other) {
        List<Integer> both = new ArrayList<>(one);
        both.addAll(other);
        return both;
    }

    private static void send(Carrier carrier, int first, int last) {
        from(first, last).forEach(n -> await(carrier.publish(message("k", n))));
    }

    private static History history(Carrier carrier) {
        return carrier.history().orElseThrow();
    }

    @Test
    void a_group_begins_again_in_order_while_another_sees_nothing_of_it() {
        try (Node node = Node.on(bootstrap())) {
            Carrier carrier = node.carrier(spec);
            Log mail = new Log();
            Log stock = new Log();
            await(carrier.subscribe("mail", mail::take));
            await(carrier.subscribe("stock", stock::take));
            send(carrier, 0, 19);
            mail.has(from(0, 19));

            Rewind done = await(history(carrier).rewind("mail", new Position.Beginning()));

            assertThat(done.group()).isEqualTo(spec.address() + ".mail");
            assertThat(done.again()).isEqualTo(20);
            mail.has(then(from(0, 19), from(0, 19)));
            send(carrier, 20, 24);
            mail.has(then(from(0, 19), from(0, 24)));
            stock.has(from(0, 24));
        }
    }

    @Test
    void a_group_begins_at_an_offset_at_a_time_or_at_the_end() {
        try (Node node = Node.on(bootstrap())) {
            Carrier carrier = node.carrier(spec);
            Log mail = new Log();
            await(carrier.subscribe("mail", mail::take));
            send(carrier, 0, 4);
            mail.has(from(0, 4));
            long sent = System.currentTimeMillis();
            await().until(() -> System.currentTimeMillis() > sent);
            long between = System.currentTimeMillis();
            send(carrier, 5, 9);
            mail.has(from(0, 9));

            await(history(carrier).rewind("mail", new Position.Offset(8)));
            mail.has(then(from(0, 9), from(8, 9)));
            await(history(carrier).rewind("mail", new Position.Time(between)));
            mail.has(then(then(from(0, 9), from(8, 9)), from(5, 9)));

            for (Position beyond : List.of(
                    new Position.Offset(1_000_000), new Position.Time(between + 3_600_000), new Position.End())) {
                assertThat(await(history(carrier).rewind("mail", beyond)).steps())
                        .extracting(Rewind.Step::to)
                        .containsExactly(10L);
            }
            send(carrier, 10, 10);
            mail.has(then(then(then(from(0, 9), from(8, 9)), from(5, 9)), from(10, 10)));
        }
    }

    @Test
    void a_new_group_begins_where_it_was_told_before_its_first_member_came() {
        try (Node node = Node.on(bootstrap())) {
            Carrier carrier = node.carrier(spec);
            send(carrier, 0, 9);

            Rewind done = await(history(carrier).rewind("late", new Position.Offset(7)));

            assertThat(done.steps()).containsExactly(new Rewind.Step(0, OptionalLong.empty(), 7, 10));
            Log late = new Log();
            await(carrier.subscribe("late", late::take));
            late.has(from(7, 9));
        }
    }

    @Test
    void a_plan_changes_nothing() {
        try (Node node = Node.on(bootstrap())) {
            Carrier carrier = node.carrier(spec);
            Log mail = new Log();
            await(carrier.subscribe("mail", mail::take));
            send(carrier, 0, 9);
            mail.has(from(0, 9));
            await().untilAsserted(() -> assertThat(await(history(carrier).plan("mail", new Position.Offset(4)))
                            .steps())
                    .containsExactly(new Rewind.Step(0, OptionalLong.of(10), 4, 10)));

            Rewind planned = await(history(carrier).plan("mail", new Position.Offset(4)));

            assertThat(planned.again()).isEqualTo(6);
            send(carrier, 10, 12);
            mail.has(from(0, 12));
        }
    }

    @Test
    void members_on_several_nodes_of_a_cluster_leave_and_come_back() {
        ChannelSpec wide = Specs.events(4);
        KafkaTransport second = new KafkaTransport();
        try (Node node = Node.on(bootstrap())) {
            // The same event bus: to Kafka another member, to control calls another node of the cluster.
            await(second.open(new TransportContext(
                    node.vertx,
                    "second",
                    new Section("kafka", Map.of("bootstrap", bootstrap(), "commitEvery", "50ms")),
                    node.meters)));
            Carrier carrier = node.carrier(wide);
            Log mail = new Log();
            await(carrier.subscribe("mail", mail::take));
            await(await(second.carrier(wide)).subscribe("mail", mail::take));
            for (int n = 0; n < 40; n++) {
                await(carrier.publish(message("k" + n, n)));
            }
            await().atMost(SOON).until(() -> mail.numbers.size() == 40);

            assertThat(await(history(carrier).rewind("mail", new Position.Beginning()))
                            .again())
                    .isEqualTo(40);

            await().atMost(SOON).until(() -> mail.numbers.size() == 80);
            assertThat(mail.numbers.subList(40, 80)).containsExactlyInAnyOrderElementsOf(from(0, 39));
            await(second.close());
        }
    }

    @Test
    void a_group_with_a_member_of_another_program_is_left_alone_and_that_is_said() {
        try (Node node = Node.on(bootstrap());
                KafkaConsumer<byte[], byte[]> foreign = new KafkaConsumer<>(
                        Map.of(
                                "bootstrap.servers",
                                bootstrap(),
                                "group.id",
                                spec.address() + ".mail",
                                "client.id",
                                "kcat"),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer())) {
            Carrier carrier = node.carrier(spec);
            foreign.subscribe(List.of(spec.address()));
            await().atMost(SOON).until(() -> {
                foreign.poll(Duration.ofMillis(100));
                return !foreign.assignment().isEmpty();
            });

            assertThatThrownBy(() -> await(history(carrier).rewind("mail", new Position.Beginning())))
                    .hasRootCauseInstanceOf(ProblemException.class)
                    .rootCause()
                    .satisfies(refused -> {
                        assertThat(((ProblemException) refused).problem().kind())
                                .isEqualTo(Kind.CONFLICT);
                        assertThat(((ProblemException) refused).problem().cause())
                                .contains("kcat at 127.0.0.1");
                    });
        }
    }
}
