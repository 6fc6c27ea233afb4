package dev.busway.codec.cloudevents;

import dev.busway.message.Message;
import dev.busway.message.Payload;
import dev.busway.message.Trace;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.vertx.core.buffer.Buffer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;

/** The same event twice: as ours and as the official SDK's. */
final class Events {
    static final String TIME = "2026-01-01T00:00:00.123Z";
    static final String DEADLINE = "2026-01-01T00:00:02Z";
    static final String DELIVER_AT = "2026-01-01T00:00:01.5Z";
    static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    static final String DATA = "{\"orderId\":\"o-17\",\"total\":12.50}";

    private Events() {}

    static Message ours() {
        return Message.builder("orders.CreateOrder")
                .id("019b7700-0000-7abc-8def-0123456789ab")
                .source("https://shop.example/carts?x=1#y")
                .timeMillis(Rfc3339.parse(TIME))
                .subject("Größe € 😀 \"100%\"")
                .dataSchema("https://shop.example/schemas/order")
                .key("o-17")
                .correlationId("c 1")
                .causationId("019b7700-0000-7abc-8def-000000000001")
                .replyTo("orderReplies")
                .deadlineMillis(Rfc3339.parse(DEADLINE))
                .deliverAtMillis(Rfc3339.parse(DELIVER_AT))
                .trace(Trace.parse(TRACE))
                .extension("tenant", "acme ä")
                .payload(Payload.of(Buffer.buffer(DATA)))
                .build();
    }

    static CloudEvent theirs() {
        return CloudEventBuilder.v1()
                .withType("orders.CreateOrder")
                .withId("019b7700-0000-7abc-8def-0123456789ab")
                .withSource(URI.create("https://shop.example/carts?x=1#y"))
                .withTime(OffsetDateTime.parse(TIME))
                .withSubject("Größe € 😀 \"100%\"")
                .withDataSchema(URI.create("https://shop.example/schemas/order"))
                .withExtension("partitionkey", "o-17")
                .withExtension("correlationid", "c 1")
                .withExtension("causationid", "019b7700-0000-7abc-8def-000000000001")
                .withExtension("replyto", "orderReplies")
                .withExtension("deadline", DEADLINE)
                .withExtension("deliverat", "2026-01-01T00:00:01.500Z")
                .withExtension("traceparent", TRACE)
                .withExtension("tenant", "acme ä")
                .withData("application/json", DATA.getBytes(StandardCharsets.UTF_8))
                .build();
    }

    /** Without what only percent-encoding carries: the SDK's HTTP binding does not do that. */
    static CloudEvent plain(CloudEvent event) {
        return CloudEventBuilder.v1(event)
                .withSubject("plain")
                .withExtension("correlationid", "c1")
                .withExtension("tenant", "acme")
                .build();
    }

    static Message plain(Message message) {
        return message.edit()
                .subject("plain")
                .correlationId("c1")
                .extension("tenant", "acme")
                .build();
    }
}
