package dev.busway.testkit.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.busway.bus.Outcome;
import dev.busway.contract.ChannelSpec;
import dev.busway.message.Message;
import dev.busway.message.Payload;
import dev.busway.message.Trace;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/** Send, publish, request: what is sent arrives whole, where it should. */
public abstract class StyleRules extends DeadLetterRules {
    private static final int MEGABYTE = 1_000_000;

    @Test
    void a_sent_message_arrives_whole_on_another_node() {
        String address = address();
        given(pointToPoint(address).build());
        Queue<Message> came = new ConcurrentLinkedQueue<>();
        handleOnTwo(address, "g", (message, work) -> Future.succeededFuture(came.add(message)));
        Message sent = Message.builder("rule.Whole")
                .source("/rules")
                .subject("s-1")
                .key("k-ä")
                .correlationId("c-1")
                .causationId("not-a-uuid")
                .extension("tenant", "blue")
                .payload(new JsonObject().put("text", "Grüße"))
                .build();

        await(one().channel(address).send(sent));

        eventually(() -> !came.isEmpty());
        Message message = came.remove();
        assertThat(message.id()).isEqualTo(sent.id());
        assertThat(message.source()).isEqualTo("/rules");
        assertThat(message.type()).isEqualTo("rule.Whole");
        assertThat(message.timeMillis()).isEqualTo(sent.timeMillis());
        assertThat(message.subject()).contains("s-1");
        assertThat(message.key()).contains("k-ä");
        assertThat(message.correlationId()).contains("c-1");
        assertThat(message.causationId()).contains("not-a-uuid");
        assertThat(message.extensions()).containsEntry("tenant", "blue");
        assertThat(message.json()).isEqualTo(new JsonObject().put("text", "Grüße"));
    }

    @Test
    void a_request_is_answered_from_another_node() {
        String address = address();
        given(pointToPoint(address).build());
        handleOnTwo(
                address,
                "g",
                (message, work) ->
                        Future.succeededFuture(message.reply(new JsonObject().put("twice", 2 * number(message)))));
        Message question = message(21);

        Message answer = await(one().channel(address).request(question));

        assertThat(answer.json().getInteger("twice")).isEqualTo(42);
        assertThat(answer.correlation()).contains(question.messageId());
    }

    @Test
    void many_requests_at_once_get_each_its_own_answer() {
        String address = address();
        given(pointToPoint(address).build());
        handleOnTwo(address, "g", (message, work) -> Future.succeededFuture(message.reply(number(message))));
        List<Future<Message>> answers = new ArrayList<>();

        for (int i = 0; i < 200; i++) {
            answers.add(one().channel(address).request(message(i)));
        }

        await(Future.join(answers));
        for (int i = 0; i < answers.size(); i++) {
            assertThat(answers.get(i).result().tree().asInt()).isEqualTo(i);
        }
    }

    @Test
    void a_trace_goes_on_behind_the_transport() {
        String address = address();
        given(pointToPoint(address).build());
        handleOnTwo(
                address,
                "g",
                (message, work) -> Future.succeededFuture(
                        message.reply(message.trace().orElseThrow().toString())));
        Message traced = message().traced(new Trace(1, 2, 3, (byte) 1));

        String seen = await(one().channel(address).request(traced)).tree().asText();

        assertThat(seen).startsWith("00-00000000000000010000000000000002-");
        assertThat(seen).doesNotContain("-0000000000000003-");
    }

    @Test
    void a_megabyte_goes_through() {
        String address = address();
        given(pointToPoint(address).build());
        handleOnTwo(
                address,
                "g",
                (message, work) ->
                        Future.succeededFuture(message.reply(message.bytes().length())));
        byte[] zeros = new byte[MEGABYTE];
        Message large = Message.builder("rule.Large")
                .contentType("application/octet-stream")
                .payload(Payload.of(Buffer.buffer(zeros)))
                .build();

        assertThat(await(one().channel(address).request(large)).tree().asInt()).isEqualTo(MEGABYTE);
    }

    @Test
    void a_published_megabyte_reaches_every_group() {
        String address = address();
        given(publishSubscribe(address).build());
        Queue<Integer> came = new ConcurrentLinkedQueue<>();
        handleOnOne(
                address,
                "a",
                (message, work) ->
                        Future.succeededFuture(came.add(message.bytes().length())));
        handleOnTwo(
                address,
                "b",
                (message, work) ->
                        Future.succeededFuture(came.add(message.bytes().length())));
        byte[] zeros = new byte[MEGABYTE];

        await(one().channel(address)
                .publish(Message.builder("rule.Large")
                        .contentType("application/octet-stream")
                        .payload(Payload.of(Buffer.buffer(zeros)))
                        .build()));

        eventually(() -> came.size() == 2);
        assertThat(came).containsExactly(MEGABYTE, MEGABYTE);
    }

    @Test
    void bytes_that_are_no_json_arrive_as_they_were() {
        String address = address();
        given(pointToPoint(address).build());
        Queue<Message> came = new ConcurrentLinkedQueue<>();
        handleOnTwo(address, "g", (message, work) -> Future.succeededFuture(came.add(message)));
        Buffer bytes = Buffer.buffer(new byte[] {0, -1, 127, '{', -128});

        await(one().channel(address)
                .send(Message.builder("rule.Bytes")
                        .contentType("image/png")
                        .payload(Payload.of(bytes))
                        .build()));

        eventually(() -> !came.isEmpty());
        assertThat(came.element().bytes()).isEqualTo(bytes);
        assertThat(came.element().contentType()).isEqualTo("image/png");
    }

    @Test
    void fifty_channels_do_not_get_in_each_others_way() {
        List<String> addresses = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            addresses.add(address());
        }
        given(addresses.stream().map(address -> pointToPoint(address).build()).toArray(ChannelSpec[]::new));
        await(Future.all(addresses.stream()
                .map(address -> joining(
                        node(1).vertx(),
                        two(),
                        address,
                        "g",
                        (message, work) -> Future.succeededFuture(message.reply(address))))
                .toList()));

        for (String address : addresses) {
            assertThat(await(one().channel(address).request(message())).tree().asText())
                    .isEqualTo(address);
        }
    }

    @Test
    void a_tap_sees_what_is_published() {
        String address = address();
        given(publishSubscribe(address).build());
        Queue<Message> seen = new ConcurrentLinkedQueue<>();
        await(two().channel(address).tap(message -> {
            seen.add(message);
            return Future.succeededFuture(Outcome.delivered());
        }));

        await(one().channel(address).publish(message(7)));

        eventually(() -> !seen.isEmpty());
        assertThat(number(seen.element())).isEqualTo(7);
    }
}
