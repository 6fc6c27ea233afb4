package dev.busway.codec.cloudevents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.busway.message.Message;
import dev.busway.message.Payload;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** JSON Event Format for CloudEvents 1.0.2; each test names its section. */
class JsonEventTest {
    private static final String REQUIRED = "\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"t\"";

    @Test
    void s2_unknown_attributes_are_kept_as_extensions() {
        Message read = read("\"tenant\":\"acme\",\"b\":\"x\"");

        assertThat(read.extensions()).containsExactly(Map.entry("b", "x"), Map.entry("tenant", "acme"));
    }

    @Test
    void s2_2_booleans_and_integers_of_extensions_become_their_canonical_text() {
        Message read = read("\"a\":true,\"b\":false,\"c\":-5,\"d\":2147483647");

        assertThat(read.extensions())
                .containsExactly(
                        Map.entry("a", "true"),
                        Map.entry("b", "false"),
                        Map.entry("c", "-5"),
                        Map.entry("d", "2147483647"));
    }

    @Test
    void s2_2_an_attribute_that_is_null_is_unset() {
        Message read = read("\"subject\":null,\"tenant\":null,\"time\":null,\"datacontenttype\":null");

        assertThat(read.subject()).isEmpty();
        assertThat(read.extensions()).isEmpty();
        assertThat(read.contentType()).isEqualTo(Message.JSON);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '|',
            value = {
                "subject,5",
                "partitionkey,true",
                "time,1",
                "tenant,1.5",
                "tenant,{}",
                "tenant,[]",
                "datacontenttype,1",
                "Upper,|\"x\"|",
                "data_base64,1",
                "data_base64,|\"???\"|"
            })
    void s2_2_a_value_of_a_wrong_type_is_refused_with_the_attribute_named(String name, String value) {
        CloudEventException refused =
                catchThrowableOfType(CloudEventException.class, () -> read("\"" + name + "\":" + value));

        assertThat(refused.attribute()).contains(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":[1,{\"b\":null}], \"c\":\"ä😀\\n\"}",
                "[ 1 , 2 ]",
                "[]",
                "\"I'm just a string\"",
                "\"\\u00e4\"",
                "\"\"",
                "0",
                "-12.500",
                "1234567890123456789012345678901234567890.10",
                "1e400",
                "true",
                "false",
                "null"
            })
    void s3_1_json_data_is_cut_out_and_put_back_to_the_letter(String data) {
        for (String event : new String[] {
            "{" + REQUIRED + ",\"data\":" + data + "}",
            "{" + REQUIRED + ",\"data\": " + data + " }",
            "{\"data\" :" + data + " ," + REQUIRED + "}",
            "{\"data\":" + data + "," + REQUIRED + "}"
        }) {
            Message read = JsonEvent.read(Buffer.buffer(event));

            assertThat(read.bytes()).as(event).hasToString(data);
            assertThat(JsonEvent.write(read).toString()).endsWith(",\"data\":" + data + "}");
        }
    }

    @Test
    void s3_1_1_data_is_a_part_of_the_event_and_not_a_copy() {
        Buffer whole = Buffer.buffer("junk{" + REQUIRED + ",\"data\":{\"n\":1}}");
        Buffer event = whole.slice(4, whole.length());

        assertThat(JsonEvent.read(event).json()).isEqualTo(new JsonObject().put("n", 1));
    }

    @Test
    void s3_1_1_a_value_is_written_as_json() {
        Message message =
                Events.ours().edit().payload(new JsonObject().put("n", 1)).build();

        JsonObject event = new JsonObject(JsonEvent.write(message));

        assertThat(event.getJsonObject("data")).isEqualTo(new JsonObject().put("n", 1));
        assertThat(event.getString("datacontenttype")).isEqualTo("application/json");
        assertThat(event.getString("time")).isEqualTo(Events.TIME);
        assertThat(event.getString("subject")).isEqualTo("Größe € 😀 \"100%\"");
    }

    @ParameterizedTest
    @CsvSource({
        "application/vnd.busway+json;v=1,data,{}",
        "text/json,data,{}",
        "text/plain,data,{}",
        "image/svg+xml,data,{}",
        "application/octet-stream,data_base64,e30=",
        "application/jsonl,data_base64,e30="
    })
    void s3_1_1_the_content_type_tells_the_form_of_data(String contentType, String member, String form) {
        Message message = Events.ours()
                .edit()
                .contentType(contentType)
                .payload(Payload.of(Buffer.buffer("{}")))
                .build();

        Buffer event = JsonEvent.write(message);

        assertThat(new JsonObject(event).getValue(member).toString()).isEqualTo(form);
        assertThat(JsonEvent.read(event).bytes()).hasToString("{}");
        assertThat(JsonEvent.read(event).contentType()).isEqualTo(contentType);
    }

    @Test
    void s3_1_1_text_that_is_not_utf_8_travels_as_base64() {
        Message message = Events.ours()
                .edit()
                .contentType("text/plain;charset=latin1")
                .payload(Payload.of(Buffer.buffer(new byte[] {(byte) 0xe4})))
                .build();

        assertThat(JsonEvent.read(JsonEvent.write(message)).bytes().getBytes()).containsExactly(0xe4);
    }

    @Test
    void s3_1_1_a_payload_that_is_not_its_content_type_is_not_written() {
        Message message = Events.ours()
                .edit()
                .payload(Payload.of(Buffer.buffer("{no json")))
                .build();

        assertThatThrownBy(() -> JsonEvent.write(message))
                .isInstanceOf(CloudEventException.class)
                .hasMessageStartingWith("data is not what its content type says");
    }

    @Test
    void s3_1_2_data_base64_is_decoded() {
        Message read = read("\"datacontenttype\":\"application/octet-stream\",\"data_base64\":\"AAH/\"");

        assertThat(read.bytes().getBytes()).containsExactly(0, 1, 0xff);
    }

    @Test
    void s3_1_2_data_of_another_type_must_be_a_string() {
        assertThat(read("\"data\":\"<a/>\",\"datacontenttype\":\"application/xml\"")
                        .bytes())
                .hasToString("<a/>");
        assertThatThrownBy(() -> read("\"data\":{},\"datacontenttype\":\"application/xml\""))
                .isInstanceOf(CloudEventException.class)
                .hasMessageStartingWith("data must be a JSON string");
    }

    @Test
    void s3_1_1_data_and_data_base64_exclude_each_other() {
        assertThatThrownBy(() -> read("\"data\":1,\"data_base64\":\"AA==\""))
                .isInstanceOf(CloudEventException.class)
                .hasMessageContaining("data_base64");
    }

    @Test
    void s3_1_an_event_with_no_data_has_an_empty_payload() {
        Message read = read("\"tenant\":\"x\"");

        assertThat(read.payload().isEmpty()).isTrue();
        assertThat(new JsonObject(JsonEvent.write(read)).getMap()).doesNotContainKeys("data", "datacontenttype");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "5",
                "{",
                "{}x",
                "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"t\"} {}",
                "{\"id\":\"1\",\"id\":\"2\"}",
                "{\"data\":{\"a\":1,\"a\":2}}",
                "{\"data\":[}"
            })
    void what_is_no_single_json_object_is_refused(String event) {
        CloudEventException refused =
                catchThrowableOfType(CloudEventException.class, () -> JsonEvent.read(Buffer.buffer(event)));

        assertThat(refused).isNotNull();
    }

    @Test
    void data_that_is_nested_too_deep_is_refused() {
        String deep = "[".repeat(100_000);

        assertThatThrownBy(() -> read("\"data\":" + deep)).isInstanceOf(CloudEventException.class);
    }

    @Test
    void rfc8259_8_1_another_encoding_than_utf_8_is_refused() {
        Buffer utf16 = Buffer.buffer(("{" + REQUIRED + "}").getBytes(StandardCharsets.UTF_16LE));

        assertThatThrownBy(() -> JsonEvent.read(utf16))
                .isInstanceOf(CloudEventException.class)
                .hasMessage("the event must be UTF-8");
    }

    @Test
    void every_truncation_and_every_flipped_bit_is_refused_or_sound() {
        Buffer event = JsonEvent.write(Events.ours());
        for (int at = 0; at < event.length(); at++) {
            soundOrRefused(event.getBuffer(0, at));
            for (int bit = 0; bit < 8; bit++) {
                byte[] bytes = event.getBytes();
                bytes[at] ^= (byte) (1 << bit);
                soundOrRefused(Buffer.buffer(bytes));
            }
        }
    }

    private static void soundOrRefused(Buffer event) {
        try {
            JsonEvent.write(JsonEvent.read(event));
        } catch (CloudEventException refused) {
            assertThat(refused.getMessage()).isNotBlank();
        }
    }

    private static Message read(String more) {
        return JsonEvent.read(Buffer.buffer("{" + REQUIRED + "," + more + "}"));
    }
}
