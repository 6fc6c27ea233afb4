package dev.busway.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessageTest {
    @Test
    void a_new_message_has_an_id_and_the_time_of_its_making() {
        long before = System.currentTimeMillis();
        Message message = Message.of("a", new JsonObject());

        assertThat(message.timeMillis()).isBetween(before, System.currentTimeMillis());
        assertThat(message.messageId().isUuid()).isTrue();
        assertThat(message.contentType()).isEqualTo("application/json");
        assertThat(message.source()).isEqualTo("/busway");
    }

    @Test
    void editing_makes_another_message_and_leaves_the_first() {
        Message first = Message.builder("a").key("k").extension("tenant", "x").build();

        Message second = first.edit().key("other").extension("tenant", "y").build();

        assertThat(first.key()).contains("k");
        assertThat(first.extensions()).containsExactly(Map.entry("tenant", "x"));
        assertThat(second.key()).contains("other");
        assertThat(second.extensions()).containsExactly(Map.entry("tenant", "y"));
        assertThat(second.messageId()).isSameAs(first.messageId());
        assertThat(second.timeMillis()).isEqualTo(first.timeMillis());
    }

    @Test
    void a_builder_that_goes_on_leaves_what_it_has_built() {
        MessageBuilder builder = Message.builder("a").extension("one", "1");
        Message built = builder.build();

        builder.extension("two", "2");

        assertThat(built.extensions()).containsOnlyKeys("one");
        assertThatThrownBy(() -> built.extensions().put("three", "3"))
                .isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void given_extensions_are_copied_and_sorted() {
        Map<String, String> given = new HashMap<>(Map.of("b", "2", "a", "1", "c", "3"));
        Message message = Message.builder("t").extensions(given).build();

        given.clear();

        assertThat(message.extensions()).containsExactly(Map.entry("a", "1"), Map.entry("b", "2"), Map.entry("c", "3"));
    }

    @Test
    void a_reply_is_correlated_has_the_key_and_stays_in_the_trace() {
        Message request = Message.builder("order.create")
                .key("k")
                .trace(Trace.start())
                .replyTo("replies")
                .build();

        Message reply = request.reply(Map.of("ok", true));

        assertThat(reply.type()).isEqualTo("order.create.reply");
        assertThat(reply.correlationId()).contains(request.id());
        assertThat(reply.causationId()).contains(request.id());
        assertThat(reply.key()).contains("k");
        assertThat(reply.trace()).isEqualTo(request.trace());
        assertThat(reply.replyTo()).isEmpty();
        assertThat(reply.messageId()).isNotEqualTo(request.messageId());
    }

    @Test
    void a_nearer_deadline_stays() {
        Message message = Message.builder("a").build();

        Message soon = message.within(Duration.ofSeconds(1));

        assertThat(soon.deadlineMillis()).isPositive();
        assertThat(soon.within(Duration.ofMinutes(1))).isSameAs(soon);
        assertThat(soon.within(Duration.ZERO).deadlineMillis()).isLessThan(soon.deadlineMillis());
    }

    @Test
    void a_message_is_due_at_a_time_or_after_a_delay() {
        long before = System.currentTimeMillis();

        assertThat(Message.builder("a")
                        .deliverAt(Instant.ofEpochMilli(17))
                        .build()
                        .deliverAtMillis())
                .isEqualTo(17);
        assertThat(Message.builder("a").delay(Duration.ofSeconds(5)).build().deliverAtMillis())
                .isBetween(before + 5_000, System.currentTimeMillis() + 5_000);
        assertThat(Message.builder("a").build().deliverAtMillis()).isZero();
        assertThat(Message.builder("a").deliverAtMillis(17).build().until(99).deliverAtMillis())
                .isEqualTo(17);
        refused(Message.builder("a").deliverAtMillis(Long.MAX_VALUE), "deliverat lies outside the years 0 to 9999");
    }

    @Test
    void the_time_zero_is_1970_and_not_now() {
        assertThat(Message.builder("a").timeMillis(0).build().timeMillis()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "Upper", "with-dash", "with_underscore", "ä", "id", "partitionkey", "data", "traceparent"})
    void a_name_that_no_extension_may_have_is_refused(String name) {
        assertThatThrownBy(() -> Message.builder("a").extension(name, "x"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(name);
    }

    @Test
    void attributes_beyond_their_bounds_are_refused_by_name() {
        String tooLong = "x".repeat(AttributeLimits.MAX_VALUE_CHARS + 1);
        MessageBuilder many = Message.builder("a");
        for (int i = 0; i <= AttributeLimits.MAX_EXTENSIONS; i++) {
            many.extension("e" + i, "");
        }

        refused(Message.builder(""), "type must not be empty");
        refused(Message.builder("a").source(""), "source must not be empty");
        refused(Message.builder("a").id(""), "id must not be empty");
        refused(Message.builder("a").key(tooLong), "partitionkey has 8193 characters, at most 8192 are allowed");
        refused(Message.builder("a").correlationId(tooLong), "correlationid has 8193 characters");
        refused(Message.builder("a").extension("e", tooLong), "e has 8193 characters");
        refused(Message.builder("a").timeMillis(Long.MAX_VALUE), "time lies outside the years 0 to 9999");
        refused(many, "65 extensions, at most 64 are allowed");
    }

    @Test
    void a_message_shows_its_type_and_id_and_never_its_payload() {
        Message message = Message.builder("a")
                .id("x-1")
                .payload(new JsonObject().put("secret", 1))
                .build();

        assertThat(message).hasToString("a x-1");
    }

    private static void refused(MessageBuilder builder, String reason) {
        assertThatThrownBy(builder::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(reason);
    }
}
