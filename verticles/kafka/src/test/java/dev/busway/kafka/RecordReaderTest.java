package dev.busway.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.busway.bus.transport.broker.Incoming;
import dev.busway.codec.cloudevents.KafkaBinding;
import dev.busway.contract.ChannelKind;
import dev.busway.contract.ChannelSpec;
import dev.busway.contract.Delivery;
import dev.busway.message.Message;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RecordReaderTest {
    private static final Message ORDER = Message.builder("orders.Create")
            .key("k")
            .payload(new JsonObject().put("orderId", "o-1"))
            .build();

    @Test
    void both_modes_of_cloudevents_are_read() {
        RecordHeaders binary = new RecordHeaders();
        byte[] value = KafkaBinding.writeBinary(ORDER, binary::add);
        assertThat(message(read(binary, value, 2)).id()).isEqualTo(ORDER.id());

        RecordHeaders structured = new RecordHeaders();
        byte[] event = KafkaBinding.writeStructured(ORDER, structured::add);
        assertThat(message(read(structured, event, 2)).json()).isEqualTo(ORDER.json());
    }

    @Test
    void bare_json_is_wrapped_by_the_only_type_of_the_channel() {
        Message wrapped = message(read(new RecordHeaders(), "{\"orderId\":\"o-1\"}".getBytes(UTF_8), 1));

        assertThat(wrapped.type()).isEqualTo("type0");
        assertThat(wrapped.id()).isEqualTo("orders-3-42");
        assertThat(wrapped.key()).contains("k");
        assertThat(wrapped.timeMillis()).isEqualTo(1000);
        assertThat(wrapped.json().getString("orderId")).isEqualTo("o-1");
    }

    @Test
    void what_cannot_be_read_says_why() {
        assertThat(reason(read(new RecordHeaders(), "{\"a\":".getBytes(UTF_8), 1)))
                .contains("JSON");
        assertThat(reason(read(new RecordHeaders(), null, 1))).contains("no value");
        assertThat(reason(read(new RecordHeaders(), "{}".getBytes(UTF_8), 2))).contains("2 message types");
        RecordHeaders old = new RecordHeaders();
        old.add("ce_specversion", "0.3".getBytes(UTF_8));
        assertThat(reason(read(old, "{}".getBytes(UTF_8), 1))).contains("specversion");
    }

    private static Incoming read(RecordHeaders headers, byte @Nullable [] value, int types) {
        ChannelSpec spec =
                Specs.spec("orders", ChannelKind.POINT_TO_POINT, Delivery.AT_LEAST_ONCE, 1, Specs.types(types));
        return new RecordReader(spec)
                .read(new ConsumerRecord<>(
                        "orders",
                        3,
                        42,
                        1000,
                        TimestampType.CREATE_TIME,
                        0,
                        0,
                        "k".getBytes(UTF_8),
                        value,
                        headers,
                        Optional.empty()));
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
