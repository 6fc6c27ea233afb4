package dev.busway.kafka;

import static dev.busway.kafka.Node.await;
import static dev.busway.kafka.Specs.message;
import static dev.busway.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.busway.bus.Outcome;
import dev.busway.bus.Registration;
import dev.busway.contract.ChannelSpec;
import dev.busway.testkit.TestKafka;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class OffsetsIT {
    String bootstrap() {
        return TestKafka.bootstrap();
    }

    @Test
    void only_what_lies_before_the_first_unfinished_message_is_committed() throws Exception {
        ChannelSpec spec = Specs.orders(1);
        Map<Integer, Promise<Outcome>> open = new ConcurrentHashMap<>();
        try (Node node = Node.on(bootstrap())) {
            await(node.carrier(spec).subscribe(spec.group(), message -> {
                Promise<Outcome> promise = Promise.promise();
                open.put(message.json().getInteger("n"), promise);
                return promise.future();
            }));
            for (int n = 0; n < 10; n++) {
                await(node.carrier(spec).send(message("key" + n, n)));
            }
            await().until(() -> open.size() == 10);

            for (int n = 9; n > 2; n--) {
                end(open, n);
            }
            end(open, 0);
            await().untilAsserted(() -> assertThat(committed(spec)).isEqualTo(1));

            end(open, 2);
            end(open, 1);
            await().untilAsserted(() -> assertThat(committed(spec)).isEqualTo(10));
        }
    }

    @Test
    void what_runs_when_a_subscription_ends_is_finished_and_committed() throws Exception {
        ChannelSpec spec = Specs.orders(1);
        Map<Integer, Promise<Outcome>> open = new ConcurrentHashMap<>();
        try (Node node = Node.on(bootstrap())) {
            Registration registration = await(node.carrier(spec).subscribe(spec.group(), message -> {
                Promise<Outcome> promise = Promise.promise();
                open.put(message.json().getInteger("n"), promise);
                return promise.future();
            }));
            await(node.carrier(spec).send(message("key", 0)));
            await(node.carrier(spec).send(message("key", 1)));
            await().until(() -> open.containsKey(0));

            Future<Void> left = registration.unregister();
            assertThat(left.isComplete()).isFalse();
            end(open, 0);
            await(left);

            assertThat(open).containsOnlyKeys(0);
            assertThat(committed(spec)).isEqualTo(1);
        }
    }

    @Test
    void what_never_ended_comes_again_to_the_next_node() throws Exception {
        ChannelSpec spec = Specs.orders(1);
        List<Integer> first = new CopyOnWriteArrayList<>();
        List<Integer> second = new CopyOnWriteArrayList<>();
        try (Node node = Node.on(bootstrap(), Map.of("drain", "100ms"))) {
            await(node.carrier(spec).subscribe(spec.group(), message -> {
                first.add(message.json().getInteger("n"));
                return message.json().getInteger("n") == 0
                        ? Future.succeededFuture(Outcome.delivered())
                        : Promise.<Outcome>promise().future();
            }));
            await(node.carrier(spec).send(message("a", 0)));
            await(node.carrier(spec).send(message("b", 1)));
            await().until(() -> first.size() == 2);
        }

        try (Node node = Node.on(bootstrap())) {
            await(node.carrier(spec).subscribe(spec.group(), message -> {
                second.add(message.json().getInteger("n"));
                return Future.succeededFuture(Outcome.delivered());
            }));
            await().until(() -> !second.isEmpty());
            await().untilAsserted(() -> assertThat(committed(spec)).isEqualTo(2));
            assertThat(second).containsExactly(1);
        }
    }

    private static void end(Map<Integer, Promise<Outcome>> open, int n) {
        Promise<Outcome> promise = open.get(n);
        if (promise != null) {
            promise.complete(Outcome.delivered());
        }
    }

    private long committed(ChannelSpec spec) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap()))) {
            OffsetAndMetadata offset = admin.listConsumerGroupOffsets(spec.group())
                    .partitionsToOffsetAndMetadata()
                    .get(30, TimeUnit.SECONDS)
                    .get(new TopicPartition(spec.address(), 0));
            return offset == null ? -1 : offset.offset();
        }
    }
}
