package dev.busway.codec.cloudevents;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.busway.message.Message;
import dev.busway.message.Payload;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Kafka Protocol Binding for CloudEvents 1.0.2; each test names its section. */
class KafkaBindingTest {
    private static final byte[] VALUE = Events.DATA.getBytes(UTF_8);

    @Test
    void s3_2_3_attributes_are_headers_in_utf_8_and_nothing_is_percent_encoded() {
        Map<String, byte[]> headers = new LinkedHashMap<>();

        byte[] value = KafkaBinding.writeBinary(Events.ours(), headers::put);

        assertThat(value).isEqualTo(VALUE);
        assertThat(text(headers, "ce_subject")).isEqualTo("Größe € 😀 \"100%\"");
        assertThat(text(headers, "ce_partitionkey")).isEqualTo("o-17");
        assertThat(text(headers, "content-type")).isEqualTo("application/json");
        assertThat(headers).doesNotContainKey("ce_datacontenttype").hasSize(16);
    }

    @Test
    void s3_2_a_binary_record_is_read_as_it_was_written() {
        Map<String, byte[]> headers = new LinkedHashMap<>();
        byte[] value = KafkaBinding.writeBinary(Events.ours(), headers::put);

        Message read = KafkaBinding.read(headers::forEach, KafkaBinding.key(Events.ours()), value);

        assertThat(JsonEvent.write(read)).isEqualTo(JsonEvent.write(Events.ours()));
    }

    @Test
    void s3_3_a_structured_record_is_read_as_it_was_written() {
        Map<String, byte[]> headers = new LinkedHashMap<>();
        byte[] value = KafkaBinding.writeStructured(Events.ours(), headers::put);

        Message read = KafkaBinding.read(headers::forEach, null, value);

        assertThat(headers).containsOnlyKeys("content-type");
        assertThat(JsonEvent.write(read)).isEqualTo(JsonEvent.write(Events.ours()));
    }

    @Test
    void s3_1_the_partitionkey_is_the_record_key_and_no_partitionkey_is_none() {
        assertThat(KafkaBinding.key(Events.ours())).isEqualTo("o-17".getBytes(UTF_8));
        assertThat(KafkaBinding.key(Events.ours().edit().key(null).build())).isNull();
    }

    @Test
    void s3_1_a_record_key_is_the_key_unless_the_partitionkey_says_another() {
        byte[] key = "record".getBytes(UTF_8);

        assertThat(KafkaBinding.read(required()::forEach, key, VALUE).key()).contains("record");
        assertThat(KafkaBinding.read(with("ce_partitionkey", "other")::forEach, key, VALUE)
                        .key())
                .contains("other");
    }

    @Test
    void s3_2_2_no_data_is_no_value() {
        Message message = Events.ours().edit().payload(Payload.EMPTY).build();
        Map<String, byte[]> headers = new LinkedHashMap<>();

        assertThat(KafkaBinding.writeBinary(message, headers::put)).isNull();
        assertThat(KafkaBinding.read(headers::forEach, null, null).payload().isEmpty())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"id", "source", "type", "specversion"})
    void a_required_attribute_that_is_missing_is_named(String name) {
        Map<String, byte[]> headers = required();
        headers.remove("ce_" + name);

        assertThat(KafkaBinding.isCloudEvent(headers::forEach)).isTrue();
        assertThat(faultOf(headers)).isEqualTo(name);
    }

    @Test
    void a_header_that_is_not_utf_8_is_named() {
        Map<String, byte[]> headers = required();
        headers.put("ce_subject", new byte[] {(byte) 0xc0, (byte) 0xa0});

        assertThat(faultOf(headers)).isEqualTo("subject");
    }

    @Test
    void headers_of_others_are_left_alone() {
        Message read = KafkaBinding.read(with("traceparent", "x")::forEach, null, VALUE);

        assertThat(read.extensions()).isEmpty();
        assertThat(read.trace()).isEmpty();
        Map<String, byte[]> foreign = Map.of("x", VALUE, "content-type", "application/json".getBytes(UTF_8));
        assertThat(KafkaBinding.isCloudEvent(foreign::forEach)).isFalse();
    }

    private static String faultOf(Map<String, byte[]> headers) {
        CloudEventException refused =
                catchThrowableOfType(CloudEventException.class, () -> KafkaBinding.read(headers::forEach, null, VALUE));
        return refused.attribute().orElse("none");
    }

    private static Map<String, byte[]> required() {
        Map<String, byte[]> headers = new LinkedHashMap<>();
        headers.put("ce_id", "1".getBytes(UTF_8));
        headers.put("ce_source", "/s".getBytes(UTF_8));
        headers.put("ce_type", "t".getBytes(UTF_8));
        headers.put("ce_specversion", "1.0".getBytes(UTF_8));
        return headers;
    }

    private static Map<String, byte[]> with(String name, String value) {
        Map<String, byte[]> headers = required();
        headers.put(name, value.getBytes(UTF_8));
        return headers;
    }

    private static String text(Map<String, byte[]> headers, String name) {
        return new String(Objects.requireNonNull(headers.get(name), name), UTF_8);
    }

    @Test
    void a_record_that_is_meant_is_read_in_one_go_and_another_is_left_alone() {
        Map<String, byte[]> foreign = Map.of("ce_subject", new byte[] {(byte) 0xc0}, "x", VALUE);
        Map<String, byte[]> broken = with("ce_subject", "s");
        broken.put("ce_time", VALUE);

        assertThat(KafkaBinding.readIfMeant(required()::forEach, null, VALUE)).isPresent();
        assertThat(KafkaBinding.readIfMeant(foreign::forEach, null, VALUE)).isEmpty();
        assertThat(KafkaBinding.readIfMeant(Map.<String, byte[]>of()::forEach, null, VALUE))
                .isEmpty();
        assertThat(catchThrowableOfType(
                                CloudEventException.class, () -> KafkaBinding.readIfMeant(broken::forEach, null, VALUE))
                        .attribute())
                .contains("time");
    }

    @Test
    void in_structured_mode_attributes_among_the_headers_count_for_nothing() {
        Map<String, byte[]> headers = new LinkedHashMap<>();
        headers.put("ce_time", VALUE);
        headers.put("ce_partitionkey", "other".getBytes(UTF_8));
        byte[] value = KafkaBinding.writeStructured(Events.ours(), headers::put);

        Message read = KafkaBinding.readIfMeant(headers::forEach, null, value).orElseThrow();

        assertThat(JsonEvent.write(read)).isEqualTo(JsonEvent.write(Events.ours()));
    }

    @Test
    void sources_and_types_that_come_again_are_the_same_whatever_came_between() {
        for (int i = 0; i < 1_000; i++) {
            String source = "/s/" + i % 7;
            Map<String, byte[]> headers = with("ce_source", source);
            headers.put("ce_type", ("type." + i).getBytes(UTF_8));

            Message read = KafkaBinding.read(headers::forEach, null, VALUE);

            assertThat(read.source()).isEqualTo(source);
            assertThat(read.type()).isEqualTo("type." + i);
        }
    }
}
