package dev.busway.codec.cloudevents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.busway.message.Message;
import dev.busway.message.Payload;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** AMQP Protocol Binding for CloudEvents 1.0.2; a test that checks it names its section. */
class AmqpBindingTest {
    private static final Buffer BODY = Buffer.buffer(Events.DATA);

    @Test
    void s3_1_2_attributes_are_properties_with_the_preferred_prefix_and_nothing_is_encoded() {
        Map<String, String> properties = new LinkedHashMap<>();

        Buffer body = AmqpBinding.writeBinary(Events.ours(), properties::put);

        assertThat(body).isEqualTo(BODY);
        assertThat(properties)
                .containsEntry("cloudEvents_subject", "Größe € 😀 \"100%\"")
                .containsEntry("cloudEvents_partitionkey", "o-17")
                .doesNotContainKey("cloudEvents_datacontenttype")
                .hasSize(15);
    }

    @Test
    void s3_1_a_binary_message_is_read_as_it_was_written() {
        Map<String, String> properties = new LinkedHashMap<>();
        Buffer body = AmqpBinding.writeBinary(Events.ours(), properties::put);

        Message read = AmqpBinding.read(Events.ours().contentType(), properties::forEach, body);

        assertThat(JsonEvent.write(read)).isEqualTo(JsonEvent.write(Events.ours()));
    }

    @Test
    void s3_2_a_structured_message_is_read_as_it_was_written() {
        Buffer body = AmqpBinding.writeStructured(Events.ours());

        Message read = AmqpBinding.read(AmqpBinding.STRUCTURED, none(), body);

        assertThat(AmqpBinding.isCloudEvent(AmqpBinding.STRUCTURED, none())).isTrue();
        assertThat(JsonEvent.write(read)).isEqualTo(JsonEvent.write(Events.ours()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"cloudEvents_", "cloudEvents:"})
    void s3_1_2_1_both_prefixes_are_read(String prefix) {
        Map<String, Object> properties = required(prefix);

        assertThat(AmqpBinding.isCloudEvent(null, properties::forEach)).isTrue();
        assertThat(AmqpBinding.read(null, properties::forEach, BODY).type()).isEqualTo("t");
    }

    @Test
    void s2_2_values_of_the_brokers_own_types_become_their_canonical_text() {
        Map<String, Object> properties = required("cloudEvents:");
        Instant time = Instant.parse(Events.TIME);
        properties.put("cloudEvents:time", Date.from(time));
        properties.put("cloudEvents:deadline", time);
        properties.put("cloudEvents:tries", 3);
        properties.put("cloudEvents:fast", true);

        Message read = AmqpBinding.read("text/plain", properties::forEach, BODY);

        assertThat(read.timeMillis()).isEqualTo(time.toEpochMilli());
        assertThat(read.deadlineMillis()).isEqualTo(time.toEpochMilli());
        assertThat(read.extensions()).containsEntry("tries", "3").containsEntry("fast", "true");
        assertThat(read.contentType()).isEqualTo("text/plain");
    }

    @Test
    void no_data_is_an_empty_body() {
        Message message = Events.ours().edit().payload(Payload.EMPTY).build();
        Map<String, String> properties = new LinkedHashMap<>();

        Buffer body = AmqpBinding.writeBinary(message, properties::put);

        assertThat(body.length()).isZero();
        assertThat(AmqpBinding.read(null, properties::forEach, body).payload().isEmpty())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"id", "source", "type", "specversion"})
    void a_required_attribute_that_is_missing_is_named(String name) {
        Map<String, Object> properties = required("cloudEvents_");
        properties.remove("cloudEvents_" + name);

        CloudEventException refused = catchThrowableOfType(
                CloudEventException.class, () -> AmqpBinding.read(null, properties::forEach, BODY));

        assertThat(AmqpBinding.isCloudEvent(null, properties::forEach)).isTrue();
        assertThat(refused.attribute()).contains(name);
    }

    @Test
    void properties_of_others_are_left_alone() {
        Map<String, Object> properties = required("cloudEvents_");
        properties.put("x-death", 1);

        assertThat(AmqpBinding.read(null, properties::forEach, BODY).extensions())
                .isEmpty();
        Map<String, Object> foreign = Map.of("id", "7");
        assertThat(AmqpBinding.isCloudEvent("application/json", foreign::forEach))
                .isFalse();
    }

    private static Headers<Object> none() {
        return each -> {};
    }

    private static Map<String, Object> required(String prefix) {
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put(prefix + "id", "1");
        properties.put(prefix + "source", "/s");
        properties.put(prefix + "type", "t");
        properties.put(prefix + "specversion", "1.0");
        return properties;
    }
}
