package dev.busway.codec.cloudevents;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.busway.codec.FrameCodec;
import dev.busway.message.Message;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.core.format.EventFormat;
import io.cloudevents.http.HttpMessageFactory;
import io.cloudevents.jackson.JsonFormat;
import io.cloudevents.kafka.KafkaMessageFactory;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.Objects;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

/** The official CloudEvents SDK reads what we write and writes what we read. */
class SdkRoundTripTest {
    private static final EventFormat JSON = new JsonFormat();

    @Test
    void json_format_the_sdk_reads_our_event() throws IOException {
        CloudEvent read = JSON.deserialize(JsonEvent.write(Events.ours()).getBytes());

        same(read, Events.theirs());
    }

    @Test
    void json_format_we_read_the_events_of_the_sdk() {
        Message read = JsonEvent.read(Buffer.buffer(JSON.serialize(Events.theirs())));

        same(read, Events.ours());
    }

    @Test
    void json_format_binary_and_text_data_go_both_ways() {
        for (String type : new String[] {"application/octet-stream", "text/plain", "application/xml"}) {
            CloudEvent theirs = CloudEventBuilder.v1(Events.theirs())
                    .withData(type, "<a>ä</a>".getBytes(UTF_8))
                    .build();

            Message read = JsonEvent.read(Buffer.buffer(JSON.serialize(theirs)));
            CloudEvent back = JSON.deserialize(JsonEvent.write(read).getBytes());

            assertThat(read.contentType()).isEqualTo(type);
            assertThat(read.bytes()).hasToString("<a>ä</a>");
            assertThat(Objects.requireNonNull(back.getData()).toBytes()).isEqualTo("<a>ä</a>".getBytes(UTF_8));
        }
    }

    @Test
    void http_binding_the_sdk_reads_our_binary_message() throws IOException {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        Buffer body = HttpBinding.writeBinary(Events.plain(Events.ours()), headers::add);

        CloudEvent read = HttpMessageFactory.createReader(headers::forEach, body.getBytes())
                .toEvent();

        same(read, Events.plain(Events.theirs()));
    }

    @Test
    void http_binding_the_sdk_reads_our_structured_message() throws IOException {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        Buffer body = HttpBinding.writeStructured(Events.ours(), headers::add);

        CloudEvent read = HttpMessageFactory.createReader(headers::forEach, body.getBytes())
                .toEvent();

        same(read, Events.theirs());
    }

    @Test
    void http_binding_we_read_the_binary_message_of_the_sdk() {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        Buffer body = Buffer.buffer();
        HttpMessageFactory.createWriter(headers::add, body::appendBytes).writeBinary(Events.plain(Events.theirs()));

        assertThat(HttpBinding.isCloudEvent(headers::forEach)).isTrue();
        same(HttpBinding.read(headers::forEach, body), Events.plain(Events.ours()));
    }

    @Test
    void http_binding_we_read_the_structured_message_of_the_sdk() {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        Buffer body = Buffer.buffer();
        HttpMessageFactory.createWriter(headers::add, body::appendBytes).writeStructured(Events.theirs(), JSON);

        assertThat(HttpBinding.isCloudEvent(headers::forEach)).isTrue();
        same(HttpBinding.read(headers::forEach, body), Events.ours());
    }

    @Test
    void kafka_binding_the_sdk_reads_our_records_in_both_modes() throws IOException {
        var binary = new RecordHeaders();
        byte[] binaryValue = KafkaBinding.writeBinary(Events.ours(), binary::add);
        var structured = new RecordHeaders();
        byte[] structuredValue = KafkaBinding.writeStructured(Events.ours(), structured::add);

        same(KafkaMessageFactory.createReader(binary, binaryValue).toEvent(), Events.theirs());
        same(KafkaMessageFactory.createReader(structured, structuredValue).toEvent(), Events.theirs());
    }

    @Test
    void kafka_binding_we_read_the_records_of_the_sdk_in_both_modes() {
        ProducerRecord<Void, byte[]> binary =
                KafkaMessageFactory.createWriter("topic").writeBinary(Events.theirs());
        ProducerRecord<Void, byte[]> structured =
                KafkaMessageFactory.createWriter("topic").writeStructured(Events.theirs(), JSON);

        same(read(binary), Events.ours());
        same(read(structured), Events.ours());
    }

    private static Message read(ProducerRecord<Void, byte[]> record) {
        return KafkaBinding.read(
                each -> record.headers().forEach(header -> each.accept(header.key(), header.value())),
                null,
                record.value());
    }

    /** Equal messages make equal frames. */
    private static void same(Message read, Message wanted) {
        assertThat(FrameCodec.encode(read.edit().payload(wanted.payload()).build()))
                .isEqualTo(FrameCodec.encode(wanted));
        assertThat(read.tree()).isEqualTo(wanted.tree());
    }

    private static void same(CloudEvent read, CloudEvent wanted) throws IOException {
        assertThat(read.getAttributeNames()).isEqualTo(wanted.getAttributeNames());
        assertThat(read.getExtensionNames()).isEqualTo(wanted.getExtensionNames());
        for (String name : wanted.getAttributeNames()) {
            assertThat(read.getAttribute(name)).as(name).isEqualTo(wanted.getAttribute(name));
        }
        for (String name : wanted.getExtensionNames()) {
            assertThat(read.getExtension(name)).as(name).isEqualTo(wanted.getExtension(name));
        }
        ObjectMapper mapper = new ObjectMapper();
        assertThat(mapper.readTree(Objects.requireNonNull(read.getData()).toBytes()))
                .isEqualTo(
                        mapper.readTree(Objects.requireNonNull(wanted.getData()).toBytes()));
    }
}
