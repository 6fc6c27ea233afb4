package dev.busway.rabbitmq;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP.BasicProperties;
import dev.busway.bus.transport.broker.Incoming;
import dev.busway.contract.ChannelSpec;
import dev.busway.contract.PayloadValidator;
import dev.busway.message.Message;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DeliveryReaderTest {
    private static final BasicProperties NOTHING = new BasicProperties();

    private final ChannelSpec one = Node.orders()
            .key("/key")
            .message("orders.Create", PayloadValidator.ANYTHING)
            .build();

    @Test
    void what_was_written_is_read_in_both_modes() {
        Message binary = Node.message("k", 1);
        Message structured = binary.edit().extension("long", "x".repeat(8_000)).build();
        for (int i = 0; i < 5; i++) {
            structured =
                    structured.edit().extension("long" + i, "x".repeat(8_000)).build();
        }

        assertThat(roundTrip(binary).json()).isEqualTo(binary.json());
        assertThat(roundTrip(binary).key()).contains("k");
        assertThat(roundTrip(structured).extensions()).hasSize(6);
        assertThat(Outgoing.of(structured, Route.Keeping.DISK).properties().getContentType())
                .isEqualTo("application/cloudevents+json");
    }

    @Test
    void bare_json_is_wrapped_by_the_only_type_of_the_channel() {
        BasicProperties named = new BasicProperties.Builder()
                .messageId("m-1")
                .correlationId("c-1")
                .timestamp(Date.from(Instant.ofEpochSecond(7)))
                .build();

        Message wrapped = message(read(named, "{\"key\":\"k\"}"));

        assertThat(wrapped.type()).isEqualTo("orders.Create");
        assertThat(wrapped.id()).isEqualTo("m-1");
        assertThat(wrapped.key()).contains("k");
        assertThat(wrapped.correlationId()).contains("c-1");
        assertThat(wrapped.timeMillis()).isEqualTo(7_000);
    }

    @Test
    void what_cannot_be_read_says_why() {
        assertThat(reason(read(NOTHING, "{\"a\":"))).contains("JSON");
        assertThat(reason(read(NOTHING, ""))).contains("no JSON");
        assertThat(reason(new DeliveryReader(Node.orders().build()).read("q", NOTHING, "{}".getBytes(UTF_8))))
                .contains("0 message types");
        BasicProperties old = new BasicProperties.Builder()
                .headers(Map.of("cloudEvents:specversion", "0.3"))
                .build();
        assertThat(reason(read(old, "{}"))).contains("specversion");
    }

    private Message roundTrip(Message message) {
        Outgoing written = Outgoing.of(message, Route.Keeping.DISK);
        return message(new DeliveryReader(one).read("q", written.properties(), written.body()));
    }

    private Incoming read(BasicProperties properties, String body) {
        return new DeliveryReader(one).read("q", properties, body.getBytes(UTF_8));
    }

    private static Message message(Incoming incoming) {
        assertThat(incoming).isInstanceOf(Incoming.Event.class);
        return ((Incoming.Event) incoming).message();
    }

    private static String reason(Incoming incoming) {
        assertThat(incoming).isInstanceOf(Incoming.Unreadable.class);
        return ((Incoming.Unreadable) incoming).reason();
    }
}
