package dev.busway.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.busway.message.Message;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.InputStream;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Version 1 of the frame never changes: these files were written once and every later build must agree with them. */
class GoldenFrameTest {
    static List<String> names() {
        return Samples.NAMES;
    }

    @ParameterizedTest
    @MethodSource("names")
    void a_message_is_encoded_to_its_golden_frame(String name) {
        assertThat(FrameCodec.encode(sample(name))).isEqualTo(golden(name));
    }

    @ParameterizedTest
    @MethodSource("names")
    void a_golden_frame_is_decoded_to_its_message(String name) {
        Message decoded = FrameCodec.decode(golden(name));

        assertThat(attributes(decoded)).isEqualTo(attributes(sample(name)));
        assertThat(decoded.payload()).isEqualTo(sample(name).payload());
    }

    @ParameterizedTest
    @MethodSource("names")
    void a_golden_frame_is_decoded_and_encoded_to_the_same_bytes(String name) {
        assertThat(FrameCodec.encode(FrameCodec.decode(golden(name)))).isEqualTo(golden(name));
    }

    static Buffer golden(String name) {
        String file = "/frames/" + name + ".v1.hex";
        try (InputStream in = Objects.requireNonNull(GoldenFrameTest.class.getResourceAsStream(file), file)) {
            String hex = new String(in.readAllBytes(), UTF_8).replaceAll("(?m)#.*$|\\s", "");
            return Buffer.buffer(HexFormat.of().parseHex(hex));
        } catch (IOException unreadable) {
            throw new IllegalStateException(file, unreadable);
        }
    }

    private static Message sample(String name) {
        return Objects.requireNonNull(Samples.ALL.get(name));
    }

    static Map<String, Object> attributes(Message message) {
        return Map.ofEntries(
                Map.entry("id", message.messageId()),
                Map.entry("source", message.source()),
                Map.entry("type", message.type()),
                Map.entry("time", message.timeMillis()),
                Map.entry("subject", message.subject()),
                Map.entry("datacontenttype", message.contentType()),
                Map.entry("dataschema", message.dataSchema()),
                Map.entry("partitionkey", message.key()),
                Map.entry("correlationid", message.correlationId()),
                Map.entry("causationid", message.causationId()),
                Map.entry("replyto", message.replyTo()),
                Map.entry("deadline", message.deadlineMillis()),
                Map.entry("deliverat", message.deliverAtMillis()),
                Map.entry("traceparent", message.trace()),
                Map.entry("extensions", message.extensions()));
    }
}
