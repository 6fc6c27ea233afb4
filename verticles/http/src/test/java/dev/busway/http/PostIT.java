package dev.busway.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.busway.message.Message;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Requests as messages, outcomes as answers. */
class PostIT {
    private static OpenDoor door;

    @BeforeAll
    static void open() {
        door = OpenDoor.open()
                .handling("door.echo", (asked, work) -> Future.succeededFuture(asked.reply(asked.payload())))
                .handling("door.several", (asked, work) -> Future.succeededFuture(asked.reply(asked.payload())))
                .handling("door.things", (asked, work) -> Future.succeededFuture(asked.reply(asked.payload())))
                .handling(
                        "door.hooks",
                        (asked, work) ->
                                Future.succeededFuture(asked.reply(new JsonObject().put("type", asked.type()))));
    }

    @AfterAll
    static void close() {
        door.close();
    }

    @Test
    void a_bare_body_on_a_channel_with_answers_is_a_request() {
        HttpResponse<String> answer = door.postJson("/channels/door.echo", "{\"word\":\"hello\"}");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"word\":\"hello\"}");
        assertThat(answer.headers().firstValue("content-type")).contains("application/json");
        assertThat(answer.headers().firstValue("ce-type")).contains("door.Word.reply");
        assertThat(answer.headers().firstValue("ce-id")).isPresent();
        assertThat(answer.headers().firstValue("ce-specversion")).contains("1.0");
        assertThat(answer.headers().firstValue("ce-source")).contains("/busway");
        assertThat(answer.headers().firstValue("ce-time")).isPresent();
    }

    @Test
    void the_idempotency_key_is_the_id_of_the_message() {
        HttpResponse<String> answer =
                door.postJson("/channels/door.echo", "{\"word\":\"hello\"}", "Idempotency-Key", "\"key-1\"");

        assertThat(answer.headers().firstValue("ce-correlationid")).contains("key-1");
    }

    @Test
    void an_event_in_binary_mode_is_taken_as_it_is() {
        HttpResponse<String> answer = door.postJson(
                "/channels/door.echo",
                "{\"word\":\"hello\"}",
                "ce-specversion",
                "1.0",
                "ce-id",
                "e-1",
                "ce-source",
                "/test",
                "ce-type",
                "door.Word");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("ce-correlationid")).contains("e-1");
    }

    @Test
    void an_event_in_structured_mode_is_answered_in_kind_when_asked() {
        HttpResponse<String> answer = door.post(
                "/channels/door.echo",
                "{\"specversion\":\"1.0\",\"id\":\"e-2\",\"source\":\"/t\",\"type\":\"door.Word\",\"data\":{\"word\":\"x\"}}",
                "content-type",
                "application/cloudevents+json",
                "accept",
                "application/cloudevents+json");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type").orElseThrow())
                .startsWith("application/cloudevents+json");
        assertThat(new JsonObject(answer.body()).getJsonObject("data")).isEqualTo(new JsonObject().put("word", "x"));
    }

    @Test
    void an_event_whose_id_is_not_the_idempotency_key_is_refused() {
        HttpResponse<String> answer = door.postJson(
                "/channels/door.echo",
                "{\"word\":\"hello\"}",
                "ce-specversion",
                "1.0",
                "ce-id",
                "e-1",
                "ce-source",
                "/test",
                "ce-type",
                "door.Word",
                "Idempotency-Key",
                "other");

        assertThat(answer.statusCode()).isEqualTo(422);
    }

    @Test
    void a_channel_with_no_answers_takes_the_message() throws Exception {
        CompletableFuture<Message> seen = new CompletableFuture<>();
        door.handling("door.notes", (note, work) -> {
            seen.complete(note);
            return Future.succeededFuture();
        });

        HttpResponse<String> answer =
                door.postJson("/channels/door.notes", "{\"word\":\"hello\"}", "Idempotency-Key", "n-1");

        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(new JsonObject(answer.body()))
                .isEqualTo(new JsonObject().put("id", "n-1").put("channel", "door.notes"));
        assertThat(answer.headers().firstValue("location")).isEmpty();
        assertThat(seen.get(30, TimeUnit.SECONDS).id()).isEqualTo("n-1");
    }

    @Test
    void a_publish_subscribe_channel_is_published_to() {
        HttpResponse<String> answer = door.postJson("/channels/door.news", "{\"any\":1}");

        assertThat(answer.statusCode()).isEqualTo(202);
    }

    @Test
    void a_reply_with_uncommon_attributes_is_told_whole() {
        door.handling(
                "door.nobody",
                (asked, work) -> Future.succeededFuture(asked.reply(asked.payload())
                        .edit()
                        .subject("Stra\u00dfe 1")
                        .extension("colour", "red")
                        .build()));

        HttpResponse<String> answer = door.postJson("/channels/door.nobody", "{}");

        assertThat(answer.headers().firstValue("ce-subject")).contains("Stra%C3%9Fe%201");
        assertThat(answer.headers().firstValue("ce-colour")).contains("red");
    }

    @Test
    void the_trace_of_the_caller_goes_on_and_comes_back() {
        String trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

        HttpResponse<String> answer =
                door.postJson("/channels/door.echo", "{\"word\":\"hello\"}", "traceparent", trace);

        assertThat(answer.headers().firstValue("traceparent").orElseThrow())
                .contains("0af7651916cd43dd8448eb211c80319c");
    }

    @Test
    void a_channel_of_several_types_wants_the_type() {
        HttpResponse<String> answer = door.postJson("/channels/door.several", "{\"word\":\"hello\"}");
        HttpResponse<String> typed =
                door.postJson("/channels/door.several", "{\"word\":\"a\"}", "ce-type", "door.Word");

        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(new JsonObject(answer.body()).getString("mend"))
                .contains("door.Word")
                .contains("door.Anything");
        assertThat(typed.statusCode()).isEqualTo(200);
    }

    @Test
    void a_wait_is_cut_to_the_bound_and_confirmed() {
        HttpResponse<String> answer =
                door.postJson("/channels/door.echo", "{\"word\":\"hello\"}", "Prefer", "wait=100000, respond-async");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("preference-applied")).contains("wait=60");
    }

    @Test
    void a_contract_route_makes_its_parameters_the_payload() {
        HttpResponse<String> answer = door.get("/things/t-1");
        HttpResponse<String> wrong = door.get("/things/x");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"thingId\":\"t-1\"}");
        assertThat(wrong.statusCode()).isEqualTo(422);
        assertThat(new JsonObject(wrong.body())
                        .getJsonArray("errors")
                        .getJsonObject(0)
                        .getString("pointer"))
                .isEqualTo("/thingId");
    }

    @Test
    void a_contract_route_finds_the_type_by_path_and_payload() {
        assertThat(door.postJson("/hooks/issue", "{\"action\":\"opened\"}").body())
                .contains("hooks.issue.opened");
        assertThat(door.postJson("/hooks/ping", "{}").body()).contains("hooks.ping");
        assertThat(door.postJson("/hooks/storm", "{}").statusCode()).isEqualTo(422);
        assertThat(door.postJson("/hooks/ping", "{\"a\":").statusCode()).isEqualTo(422);
    }
}
