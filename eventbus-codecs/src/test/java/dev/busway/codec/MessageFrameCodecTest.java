package dev.busway.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.busway.message.Message;
import dev.busway.message.Payload;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

class MessageFrameCodecTest {
    private static final MessageFrameCodec CODEC = new MessageFrameCodec();

    @Test
    void inside_one_node_the_same_message_is_passed() {
        Message message = Message.of("a", new JsonObject().put("n", 1));

        assertThat(CODEC.transform(message)).isSameAs(message);
    }

    @Test
    void a_frame_behind_other_bytes_of_the_wire_is_read() {
        Message message = Message.of("a", new JsonObject().put("n", 1));
        Buffer wire = Buffer.buffer("event bus head");
        int at = wire.length();
        CODEC.encodeToWire(wire, message);

        Message read = CODEC.decodeFromWire(at, wire);

        assertThat(GoldenFrameTest.attributes(read)).isEqualTo(GoldenFrameTest.attributes(message));
        assertThat(read.json()).isEqualTo(new JsonObject().put("n", 1));
        assertThat(FrameCodec.malformed(read)).isEmpty();
    }

    @Test
    void a_bad_frame_becomes_a_message_that_says_why() {
        Message read = CODEC.decodeFromWire(2, Buffer.buffer("..\u0009"));

        assertThat(FrameCodec.malformed(read)).contains("frame version 9 is unknown, this node reads version 1");
    }

    @Test
    void a_payload_that_cannot_be_written_reaches_the_receiver_as_a_reason() {
        Payload unwritable = Payload.of(JsonNodeFactory.instance.pojoNode(new Object()));
        Buffer wire = Buffer.buffer();

        CODEC.encodeToWire(wire, Message.of("a", unwritable));

        assertThat(FrameCodec.malformed(CODEC.decodeFromWire(0, wire))).hasValueSatisfying(reason -> assertThat(reason)
                .startsWith("the sender could not write the payload of a "));
    }

    @Test
    void the_codec_has_its_version_in_its_name() {
        assertThat(CODEC.name()).isEqualTo("busway.message.1");
        assertThat(CODEC.systemCodecID()).isEqualTo((byte) -1);
    }
}
