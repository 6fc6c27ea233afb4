package dev.busway.codec.cloudevents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.busway.message.Message;
import dev.busway.message.Payload;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** HTTP Protocol Binding for CloudEvents 1.0.2; each test names its section. */
class HttpBindingTest {
    private static final Buffer BODY = Buffer.buffer(Events.DATA);

    @Test
    void s3_1_binary_mode_carries_every_attribute_and_the_body_as_it_is() {
        MultiMap headers = HttpHeaders.headers();
        Message message = Events.ours();

        Buffer body = HttpBinding.writeBinary(message, headers::add);

        assertThat(body).isSameAs(message.bytes());
        assertThat(headers.get("content-type")).isEqualTo("application/json");
        assertThat(headers.get("ce-specversion")).isEqualTo("1.0");
        assertThat(headers.get("ce-subject")).isEqualTo("Gr%C3%B6%C3%9Fe%20%E2%82%AC%20%F0%9F%98%80%20%22100%25%22");
        assertThat(headers.get("ce-time")).isEqualTo(Events.TIME);
        assertThat(headers.get("ce-deadline")).isEqualTo(Events.DEADLINE);
        assertThat(headers.get("ce-traceparent")).isEqualTo(Events.TRACE);
        assertThat(headers.contains("ce-datacontenttype")).isFalse();
        assertThat(headers.names()).hasSize(16);
    }

    @Test
    void s3_1_a_binary_message_is_read_as_it_was_written() {
        MultiMap headers = HttpHeaders.headers();
        Buffer body = HttpBinding.writeBinary(Events.ours(), headers::add);

        Message read = HttpBinding.read(headers::forEach, body);

        assertThat(JsonEvent.write(read)).isEqualTo(JsonEvent.write(Events.ours()));
        assertThat(read.bytes()).isSameAs(body);
    }

    @Test
    void s3_1_1_content_type_is_the_datacontenttype() {
        Message read = HttpBinding.read(headers("content-type", "text/plain; charset=utf-8"), Buffer.buffer("ä"));

        assertThat(read.contentType()).isEqualTo("text/plain; charset=utf-8");
        assertThat(read.bytes()).hasToString("ä");
    }

    @Test
    void s3_1_1_a_header_ce_datacontenttype_is_refused() {
        assertThat(faultOf(headers("ce-datacontenttype", "text/plain"))).isEqualTo("datacontenttype");
    }

    @Test
    void s3_1_3_1_header_names_are_read_in_any_case() {
        MultiMap headers = HttpHeaders.headers();
        required().forEach((name, value) -> headers.add(name.toUpperCase(java.util.Locale.ROOT), value));
        headers.add("CE-Tenant", "acme");

        assertThat(HttpBinding.isCloudEvent(headers::forEach)).isTrue();
        assertThat(HttpBinding.read(headers::forEach, BODY).extensions()).containsExactly(Map.entry("tenant", "acme"));
    }

    @Test
    void s3_1_a_message_with_no_data_has_no_content_type() {
        MultiMap headers = HttpHeaders.headers();
        Message message = Events.ours().edit().payload(Payload.EMPTY).build();

        Buffer body = HttpBinding.writeBinary(message, headers::add);

        assertThat(body.length()).isZero();
        assertThat(headers.contains("content-type")).isFalse();
        assertThat(HttpBinding.read(headers::forEach, body).payload().isEmpty()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"id", "source", "type", "specversion"})
    void a_required_attribute_that_is_missing_is_named(String name) {
        MultiMap headers = required().remove("ce-" + name);

        assertThat(faultOf(headers)).isEqualTo(name);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '|',
            value = {
                "ce-id,||",
                "ce-type,||",
                "ce-source,||",
                "ce-source,no uri",
                "ce-specversion,0.3",
                "ce-time,yesterday",
                "ce-deadline,2026-13-01T00:00:00Z",
                "ce-dataschema,not/absolute",
                "ce-subject,%FF",
                "ce-subject,%0A",
                "ce-subject,%C2%85",
                "ce-tenant-name,x",
                "ce-data,x"
            })
    void an_attribute_that_is_wrong_is_named(String header, String value) {
        assertThat(faultOf(headers(header, value))).isEqualTo(header.substring(3));
    }

    @Test
    void trace_context_3_2_2_a_traceparent_that_cannot_be_read_is_as_good_as_none() {
        Message read = HttpBinding.read(headers("ce-traceparent", "00-0-0-0"), BODY);

        assertThat(read.trace()).isEmpty();
    }

    @Test
    void s3_2_structured_mode_is_told_by_the_content_type_whatever_its_case() {
        Buffer event = JsonEvent.write(Events.ours());
        MultiMap headers = HttpHeaders.headers().add("Content-Type", "Application/CloudEvents+JSON; charset=UTF-8");

        assertThat(HttpBinding.isCloudEvent(headers::forEach)).isTrue();
        assertThat(JsonEvent.write(HttpBinding.read(headers::forEach, event))).isEqualTo(event);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"application/cloudevents-batch+json", "application/cloudevents+avro", "application/cloudevents"})
    void s3_an_event_format_that_we_do_not_take_is_refused(String contentType) {
        MultiMap headers = HttpHeaders.headers().add("content-type", contentType);

        CloudEventException refused =
                catchThrowableOfType(CloudEventException.class, () -> HttpBinding.read(headers::forEach, BODY));

        assertThat(refused.attribute()).isEmpty();
        assertThat(refused).hasMessageContaining("not taken");
    }

    @Test
    void s3_a_bare_json_body_is_no_cloud_event() {
        MultiMap headers = HttpHeaders.headers()
                .add("content-type", "application/json")
                .add("traceparent", Events.TRACE)
                .add("x-ce-id", "1");

        assertThat(HttpBinding.isCloudEvent(headers::forEach)).isFalse();
    }

    private static String faultOf(MultiMap headers) {
        return faultOf(headers::forEach);
    }

    private static String faultOf(Headers<String> headers) {
        CloudEventException refused =
                catchThrowableOfType(CloudEventException.class, () -> HttpBinding.read(headers, BODY));
        return refused.attribute().orElse("none");
    }

    private static MultiMap required() {
        return HttpHeaders.headers()
                .add("ce-id", "1")
                .add("ce-source", "/s")
                .add("ce-type", "t")
                .add("ce-specversion", "1.0");
    }

    private static Headers<String> headers(String name, String value) {
        return required().set(name, value)::forEach;
    }
}
