package dev.busway.bus.stage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.busway.contract.KeyPath;
import dev.busway.message.Message;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KeyingTest {
    private final Keying stage = new Keying(KeyPath.parse("$message.payload#/orderId"));
    private final Passing next = Passing.delivered();

    @Test
    void a_message_with_no_key_gets_its_payloads() {
        stage.pass(Message.of("order", Map.of("orderId", "o-1")), next);

        assertThat(next.only().key()).contains("o-1");
    }

    @Test
    void a_key_that_the_sender_gave_stays() {
        Message keyed =
                Message.of("order", Map.of("orderId", "o-1")).edit().key("mine").build();

        stage.pass(keyed, next);

        assertThat(next.only()).isSameAs(keyed);
    }

    @Test
    void a_payload_with_no_key_goes_on_without() {
        stage.pass(Message.of("order", Map.of()), next);

        assertThat(next.only().key()).isEmpty();
    }
}
