package dev.busway.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PayloadTest {
    record Order(String id, int amount) {}

    record Times(Instant at, LocalDate day, Duration pause) {}

    @Test
    void bytes_are_parsed_once() {
        Payload payload = Payload.of(Buffer.buffer("{\"id\":\"a\",\"amount\":2}"));
        assertThat(payload.hasTree()).isFalse();

        JsonNode first = payload.tree();

        assertThat(payload.tree()).isSameAs(first);
        assertThat(payload.as(Order.class)).isEqualTo(new Order("a", 2));
    }

    @Test
    void a_value_is_written_once_and_only_when_asked() {
        Payload payload = Payload.ofValue(new Order("a", 2));
        assertThat(payload.hasBytes()).isFalse();

        Buffer first = payload.bytes();

        assertThat(first).hasToString("{\"id\":\"a\",\"amount\":2}");
        assertThat(payload.bytes()).isSameAs(first);
    }

    @Test
    void a_json_object_is_copied() {
        JsonObject given = new JsonObject().put("list", new JsonArray().add(1));
        Payload payload = Payload.of(given);

        given.getJsonArray("list").add(2);
        payload.json().put("more", true);

        assertThat(payload.json()).isEqualTo(new JsonObject("{\"list\":[1]}"));
    }

    @Test
    void nested_vertx_objects_and_times_become_json_as_vertx_writes_them() {
        JsonObject given = new JsonObject()
                .put("object", new JsonObject().put("a", 1))
                .put("array", new JsonArray().add(new JsonObject().put("b", 2)))
                .put("instant", Instant.EPOCH)
                .put("bytes", new byte[] {-1, -2});

        assertThat(Payload.of(given).bytes()).hasToString(given.encode());
        assertThat(Payload.ofValue(Map.of("in", new JsonArray().add(1))).bytes())
                .hasToString("{\"in\":[1]}");
    }

    @Test
    void times_of_a_record_are_text_both_ways() {
        Times times = new Times(Instant.EPOCH, LocalDate.of(2026, 1, 31), Duration.ofSeconds(5));
        Payload payload = Payload.ofValue(times);

        assertThat(payload.bytes())
                .hasToString("{\"at\":\"1970-01-01T00:00:00Z\",\"day\":\"2026-01-31\",\"pause\":\"PT5S\"}");
        assertThat(Payload.of(payload.bytes()).as(Times.class)).isEqualTo(times);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{\"a\":1,\"a\":2}", "{\"b\":{\"a\":1,\"a\":1}}", "{} {}", "1 2", "{", "[1,]", "NaN", "01", "tru"
            })
    void malformed_json_is_refused(String text) {
        assertThatThrownBy(() -> Payload.of(Buffer.buffer(text)).tree())
                .isInstanceOf(PayloadException.class)
                .hasMessageStartingWith("malformed JSON at line 1, column ")
                .hasMessageNotContainingAny("\n", "REDACTED");
    }

    @Test
    void deep_nesting_is_refused_in_both_directions() {
        int deep = Payload.MAX_JSON_DEPTH;
        String fits = "[".repeat(deep) + "]".repeat(deep);
        JsonNode deeper = JsonNodeFactory.instance.nullNode();
        Object value = "leaf";
        for (int i = 0; i < 100_000; i++) {
            deeper = JsonNodeFactory.instance.arrayNode().add(deeper);
            value = List.of(value);
        }
        JsonNode tree = deeper;
        Object nested = value;

        assertThat(Payload.of(Buffer.buffer(fits)).tree().isArray()).isTrue();
        assertThatThrownBy(() -> Payload.of(Buffer.buffer("[" + fits + "]")).tree())
                .isInstanceOf(PayloadException.class);
        assertThatThrownBy(() -> Payload.of(tree).bytes()).isInstanceOf(PayloadException.class);
        assertThatThrownBy(() -> Payload.ofValue(nested)).isInstanceOf(PayloadException.class);
    }

    @Test
    void a_part_of_a_larger_buffer_is_parsed_where_it_lies() {
        Buffer part = Buffer.buffer("head{\"n\":1}tail").slice(4, 11);
        Buffer direct = BufferInternal.buffer(
                Unpooled.directBuffer().writeBytes("{\"n\":2}".getBytes(java.nio.charset.StandardCharsets.UTF_8)));

        assertThat(Payload.of(part).json()).isEqualTo(new JsonObject().put("n", 1));
        assertThat(Payload.of(direct).json()).isEqualTo(new JsonObject().put("n", 2));
    }

    @Test
    void a_large_body_is_read_whole() {
        String text = "x".repeat(8 * 1024 * 1024);
        Payload payload = Payload.of(Buffer.buffer("[\"" + text + "\"]"));

        assertThat(payload.tree().get(0).textValue()).hasSize(text.length());
    }

    @Test
    void bytes_that_are_no_json_pass_untouched() {
        Buffer bytes = Buffer.buffer(new byte[] {0, -1, 7});
        Payload payload = Payload.of(bytes);

        assertThat(payload.bytes()).isSameAs(bytes);
        assertThatThrownBy(payload::tree).isInstanceOf(PayloadException.class);
        assertThat(payload.bytes()).isSameAs(bytes);
    }

    @Test
    void an_empty_payload_is_a_missing_value_in_every_form() {
        for (Payload empty : List.of(
                Payload.EMPTY, Payload.of(Buffer.buffer()), Payload.of(JsonNodeFactory.instance.missingNode()))) {
            assertThat(empty.isEmpty()).isTrue();
            assertThat(empty.tree().isMissingNode()).isTrue();
            assertThat(empty.bytes().length()).isZero();
        }
        assertThat(Payload.of(Buffer.buffer("null")).isEmpty()).isFalse();
    }

    @Test
    void a_value_that_does_not_fit_is_refused_by_the_name_of_the_class() {
        Payload payload = Payload.of(Buffer.buffer("{\"id\":\"a\",\"amount\":\"many\"}"));

        assertThatThrownBy(() -> payload.as(Order.class))
                .isInstanceOf(PayloadException.class)
                .hasMessageStartingWith("does not fit Order: ");
        assertThatThrownBy(() -> Payload.of(Buffer.buffer("[]")).json())
                .isInstanceOf(PayloadException.class)
                .hasMessageStartingWith("not a JSON object");
    }

    @Test
    void payloads_are_equal_by_content_and_never_shown() {
        Payload value = Payload.of(new JsonObject().put("secret", 1));
        Payload bytes = Payload.of(Buffer.buffer("{\"secret\":1}"));

        assertThat(value).isEqualTo(bytes).hasSameHashCodeAs(bytes);
        assertThat(bytes).hasToString("payload of 12 bytes");
    }
}
