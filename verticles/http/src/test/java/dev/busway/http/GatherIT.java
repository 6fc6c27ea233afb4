package dev.busway.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.busway.bus.Problem.Kind;
import dev.busway.bus.ProblemException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GatherIT {
    private final OpenDoor door = OpenDoor.open();
    /** Until the test has ended: a drain waits for handlers. */
    private final Promise<Object> silence = Promise.promise();

    @BeforeEach
    void threeGroups() {
        answering("a");
        answering("b");
        door.handling(
                "door.news",
                "strict",
                (asked, work) -> Future.failedFuture(new ProblemException(Kind.FORBIDDEN, "Not you.", "Ask another.")));
    }

    @AfterEach
    void close() {
        silence.complete();
        door.close();
    }

    @Test
    void a_question_to_all_is_answered_with_who_replied_and_who_refused() {
        HttpResponse<String> answer = door.postJson("/channels/door.news?gather=all&within=30s", "{\"any\":1}");

        assertThat(answer.statusCode()).isEqualTo(200);
        JsonObject body = new JsonObject(answer.body());
        assertThat(body.getJsonArray("replies")).hasSize(2);
        assertThat(body.getJsonArray("replies")
                        .getJsonObject(0)
                        .getJsonObject("data")
                        .getString("of"))
                .isEqualTo(body.getJsonArray("replies").getJsonObject(0).getString("from"));
        assertThat(body.getJsonArray("refusals").getJsonObject(0).getString("from"))
                .isEqualTo("strict");
        assertThat(body.getJsonArray("refusals")
                        .getJsonObject(0)
                        .getJsonObject("problem")
                        .getString("code"))
                .isEqualTo("BW-FORBIDDEN");
        assertThat(body.getJsonArray("silent")).isEqualTo(new JsonArray());
    }

    @Test
    void the_silent_are_named() {
        door.handling("door.news", "slow", (asked, work) -> silence.future());

        HttpResponse<String> answer =
                door.postJson("/channels/door.news", "{\"any\":1}", "Busway-Gather", "first(2)", "Prefer", "wait=30");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(new JsonObject(answer.body()).getJsonArray("silent")).contains("slow");
    }

    @Test
    void a_rule_that_is_not_met_is_504_and_says_what_came() {
        HttpResponse<String> answer = door.postJson("/channels/door.news?gather=first(3)&within=30s", "{\"any\":1}");

        assertThat(answer.statusCode()).isEqualTo(504);
        assertThat(new JsonObject(answer.body()).getString("detail"))
                .contains("first(3)", "2 replied", "1 refused (strict: BW-FORBIDDEN)");
    }

    @Test
    void a_rule_that_cannot_be_read_is_422() {
        HttpResponse<String> answer = door.postJson("/channels/door.news?gather=some", "{\"any\":1}");

        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(new JsonObject(answer.body()).getString("mend")).contains("gather=first(3)");
    }

    @Test
    void a_socket_that_asks_many_gets_one_frame_with_who_replied_who_refused_and_who_was_silent() {
        door.handling("door.news", "slow", (asked, work) -> silence.future());
        try (SocketClient client = new SocketClient(door)) {
            client.send(ask("first(2)", "wait=20"));
            JsonObject answer = client.next();

            assertThat(answer.getString("type")).isEqualTo("rec");
            assertThat(answer.getString("address")).isEqualTo("r-1");
            JsonObject body = answer.getJsonObject("body");
            assertThat(body.getJsonArray("replies")).hasSize(2);
            assertThat(body.getJsonArray("silent")).contains("slow");
        }
    }

    @Test
    void a_socket_is_told_when_its_rule_is_not_met_or_cannot_be_read() {
        door.handling("door.news", "slow", (asked, work) -> silence.future());
        try (SocketClient client = new SocketClient(door)) {
            client.send(ask("first(3)", "wait=4"));
            JsonObject late = client.next();
            client.send(ask("some", "wait=4"));
            JsonObject unread = client.next();

            assertThat(late.getString("type")).isEqualTo("err");
            assertThat(late.getString("address")).isEqualTo("r-1");
            assertThat(late.getJsonObject("problem").getString("code")).isEqualTo("BW-TIMEOUT");
            assertThat(late.getString("message")).contains("2 replied", "1 silent (slow)");
            assertThat(unread.getJsonObject("problem").getString("code")).isEqualTo("BW-INVALID");
        }
    }

    private static String ask(String rule, String prefer) {
        return new JsonObject()
                .put("type", "send")
                .put("address", "door.news")
                .put("replyAddress", "r-1")
                .put("headers", new JsonObject().put("Busway-Gather", rule).put("Prefer", prefer))
                .put("body", new JsonObject().put("any", 1))
                .encode();
    }

    private void answering(String group) {
        door.handling(
                "door.news",
                group,
                (asked, work) -> Future.succeededFuture(asked.reply(new JsonObject().put("of", group))));
    }
}
