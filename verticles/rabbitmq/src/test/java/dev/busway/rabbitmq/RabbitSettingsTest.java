package dev.busway.rabbitmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.busway.config.ConfigException;
import dev.busway.config.Section;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RabbitSettingsTest {
    @Test
    void nothing_written_is_a_broker_on_this_machine() {
        RabbitSettings settings = read(Map.of());

        assertThat(settings.where()).isEqualTo("127.0.0.1:5672");
        assertThat(settings.clientId()).isEqualTo("busway-n1");
        assertThat(settings.unconfirmed()).isEqualTo(10_000);
        assertThat(settings.deliveryTimeout()).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void an_address_is_shown_without_its_user_and_password() {
        RabbitSettings settings = read(Map.of("uri", "amqp://app:secret@broker.example:5673/%2F"));

        assertThat(settings.where()).isEqualTo("broker.example:5673");
    }

    @Test
    void an_address_of_another_kind_is_refused_and_not_repeated() {
        assertThatThrownBy(() -> read(Map.of("uri", "http://app:secret@broker")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("rabbitmq.uri must be amqp://")
                .hasMessageNotContaining("secret");
    }

    @Test
    void a_number_out_of_bounds_is_named_with_them() {
        assertThatThrownBy(() -> read(Map.of("prefetch", 70_000)))
                .isInstanceOf(ConfigException.class)
                .hasMessage("rabbitmq.prefetch must be 1 to 65535, was 70000");
    }

    private static RabbitSettings read(Map<String, Object> values) {
        return RabbitSettings.from(new Section("rabbitmq", values), "n1");
    }
}
