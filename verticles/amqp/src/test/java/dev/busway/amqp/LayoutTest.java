package dev.busway.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.busway.message.Message;
import io.vertx.core.json.JsonObject;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LayoutTest {
    private static final Message PLAIN = Message.of("t", new JsonObject());

    @Test
    void the_shard_of_a_key_is_its_crc_32_modulo_the_shards() {
        // CRC-32 of "order-1", as every language computes it.
        assertThat(Layout.shardOf("order-1", 1 << 30)).isEqualTo((int) (0xE0B37FEFL % (1 << 30)));
    }

    @Test
    void a_channel_with_one_shard_is_the_address_itself() {
        assertThat(Layout.of(Specs.orders(1)).addressOf(Specs.message("k", 1)))
                .startsWith("orders.")
                .matches(address -> !address.endsWith(".0"));
    }

    @Test
    void a_key_has_the_same_shard_every_time() {
        Layout layout = Layout.of(Specs.orders(12));

        assertThat(layout.addressOf(Specs.message("k", 1))).isEqualTo(layout.addressOf(Specs.message("k", 2)));
    }

    @Test
    void messages_with_no_key_take_the_shards_in_turn() {
        Layout layout = Layout.of(Specs.orders(4));
        Set<String> taken = new HashSet<>();

        for (int i = 0; i < 4; i++) {
            taken.add(layout.addressOf(PLAIN));
        }

        assertThat(taken).hasSize(4);
    }

    @Test
    void a_group_of_a_publish_subscribe_channel_has_a_queue_that_no_address_can_be() {
        assertThat(Layout.of(Specs.events(1)).queue("orders", "mail")).isEqualTo("orders@mail");
        assertThat(Layout.of(Specs.orders(1)).queue("orders", "mail")).isEqualTo("orders");
    }
}
