package dev.busway.rabbitmq;

import static org.assertj.core.api.Assertions.assertThat;

import dev.busway.message.Message;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RouteTest {
    @Test
    void a_key_always_has_the_same_shard_and_many_keys_have_all() {
        Route route = Route.of(Node.orders().key("/key").shards(12).build());

        // As docs/rabbitmq.md tells foreign producers; CRC-32 of "123456789" is 0xCBF43926 by every book.
        assertThat(route.keyOf(Node.message("123456789", 1))).isEqualTo(String.valueOf(0xCBF43926L % 12));
        assertThat(IntStream.range(0, 1_000).mapToObj(n -> route.keyOf(Node.message("key" + n, n))))
                .containsAll(route.keys());
    }

    @Test
    void instances_chosen_by_the_bare_hash_all_get_messages_of_one_shard() {
        assertThat(IntStream.range(0, 4_000)
                        .mapToObj(n -> "key" + n)
                        .filter(key -> Route.shardOf(key, 4) == 0)
                        .mapToInt(key -> Math.floorMod(key.hashCode(), 4))
                        .distinct()
                        .count())
                .isEqualTo(4);
    }

    @Test
    void a_channel_without_a_key_is_one_queue_of_its_name() {
        Route route = Route.of(Node.orders().build());

        assertThat(route.type()).isEqualTo("fanout");
        assertThat(route.queues("orders")).containsExactly(new Route.Binding("orders", ""));
        assertThat(route.keyOf(Message.of("t", "x"))).isEmpty();
    }

    @Test
    void a_channel_with_a_key_is_a_queue_for_each_shard() {
        Route route = Route.of(Node.orders().key("/key").shards(2).build());

        assertThat(route.type()).isEqualTo("direct");
        assertThat(route.queues("orders"))
                .containsExactly(new Route.Binding("orders.0", "0"), new Route.Binding("orders.1", "1"));
    }
}
