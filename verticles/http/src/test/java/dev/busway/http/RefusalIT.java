package dev.busway.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.busway.bus.Problem.Kind;
import dev.busway.bus.ProblemException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every way of being refused has its own status, code and words. */
class RefusalIT {
    private static OpenDoor door;
    private static final Promise<Object> ENTERED = Promise.promise();
    private static final Promise<Object> GATE = Promise.promise();

    @BeforeAll
    static void open() {
        door = OpenDoor.open()
                .handling(
                        "door.refusals",
                        (asked, work) -> Future.failedFuture(new ProblemException(
                                Kind.valueOf(asked.json().getString("kind")), "It is so.", "Do this.")))
                .handling("door.echo", (asked, work) -> Future.succeededFuture(asked.reply(asked.payload())))
                .handling("door.narrow", (asked, work) -> {
                    ENTERED.tryComplete();
                    return GATE.future().map(asked.reply(asked.payload()));
                });
    }

    @AfterAll
    static void close() {
        GATE.tryComplete();
        door.close();
    }

    @Test
    void a_handler_that_throws_shows_strangers_nothing_of_its_exception() {
        // "kind" names no kind: the handler's own code throws.
        HttpResponse<String> answer = door.postJson("/channels/door.refusals", "{\"kind\":\"s3cret\"}");

        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body()).doesNotContain("s3cret").doesNotContain("Exception");
        assertThat(new JsonObject(answer.body()).getString("mend")).contains("log");
    }

    @ParameterizedTest
    @EnumSource
    void a_problem_of_each_kind_has_its_status_and_its_code(Kind kind) {
        HttpResponse<String> answer = door.postJson("/channels/door.refusals", "{\"kind\":\"" + kind + "\"}");

        JsonObject problem = new JsonObject(answer.body());
        assertThat(answer.statusCode()).isEqualTo(kind.httpStatus());
        assertThat(answer.headers().firstValue("content-type")).contains("application/problem+json");
        assertThat(problem.getInteger("status")).isEqualTo(kind.httpStatus());
        assertThat(problem.getString("code")).isEqualTo(kind.code());
        assertThat(problem.getString("detail")).isEqualTo("It is so.");
        assertThat(problem.getString("mend")).isEqualTo("Do this.");
        assertThat(problem.getString("type")).startsWith("urn:busway:problem:");
        assertThat(problem.getString("instance")).startsWith("urn:busway:message:");
        assertThat(problem.getString("title")).isNotEmpty();
        boolean later = List.of(429, 503).contains(kind.httpStatus());
        assertThat(answer.headers().firstValue("retry-after").isPresent()).isEqualTo(later);
    }

    @Test
    void a_wrong_payload_is_refused_with_the_pointer_of_each_fault() {
        JsonObject problem = problem(422, door.postJson("/channels/door.echo", "{\"word\":\"\",\"times\":-1}"));

        assertThat(problem.getJsonArray("errors").encode()).contains("/word").contains("/times");
    }

    @Test
    void malformed_json_is_refused() {
        JsonObject problem = problem(422, door.postJson("/channels/door.echo", "{\"word\":"));

        assertThat(problem.getString("code")).isEqualTo("BW-INVALID");
    }

    @Test
    void an_unknown_channel_is_refused_with_the_nearest_one() {
        JsonObject problem = problem(404, door.postJson("/channels/door.ecko", "{}"));

        assertThat(problem.getString("code")).isEqualTo("BW-UNKNOWN-CHANNEL");
        assertThat(problem.getString("mend")).contains("door.echo");
    }

    @Test
    void a_channel_that_nobody_handles_is_refused_at_once() {
        HttpResponse<String> answer = door.postJson("/channels/door.nobody", "{}");

        assertThat(problem(503, answer).getString("code")).isEqualTo("BW-NO-HANDLER");
        assertThat(answer.headers().firstValue("retry-after")).isPresent();
    }

    @Test
    void a_wrong_method_is_refused_with_the_right_ones() {
        HttpResponse<String> answer = door.get("/channels/door.echo");

        assertThat(problem(405, answer).getString("code")).isEqualTo("BW-INVALID");
        assertThat(answer.headers().firstValue("allow")).contains("POST");
    }

    @Test
    void a_path_that_nothing_has_is_refused() {
        assertThat(problem(404, door.get("/nowhere")).getString("code")).isEqualTo("BW-UNKNOWN-CHANNEL");
        assertThat(problem(404, door.get("/operations/x")).getString("code")).isEqualTo("BW-NOT-FOUND");
    }

    @Test
    void what_curl_says_without_being_told_is_refused_with_the_option_to_add() {
        HttpResponse<String> answer = door.post(
                "/channels/door.echo", "{\"word\":\"a\"}", "content-type", "application/x-www-form-urlencoded");

        assertThat(problem(415, answer).getString("mend")).contains("application/json");
    }

    @Test
    void an_idempotency_key_beyond_its_bounds_is_refused() {
        problem(422, door.postJson("/channels/door.echo", "{\"word\":\"a\"}", "Idempotency-Key", "k".repeat(256)));
        problem(422, door.postJson("/channels/door.echo", "{\"word\":\"a\"}", "Idempotency-Key", "\"\""));
    }

    @Test
    void a_full_operation_is_busy_and_a_wait_ends_in_a_timeout() throws Exception {
        HttpClient client = HttpClient.newHttpClient();
        HttpRequest first = door.request(
                        "/channels/door.narrow", "Prefer", "wait=5", "content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{}"))
                .build();
        CompletableFuture<HttpResponse<String>> waiting = client.sendAsync(first, BodyHandlers.ofString());
        OpenDoor.await(ENTERED.future());

        HttpResponse<String> busy = door.postJson("/channels/door.narrow", "{}", "Prefer", "wait=1");

        assertThat(problem(429, busy).getString("code")).isEqualTo("BW-BUSY");
        assertThat(busy.headers().firstValue("retry-after")).contains("1");
        assertThat(problem(504, waiting.get(30, TimeUnit.SECONDS)).getString("code"))
                .isEqualTo("BW-TIMEOUT");
    }

    private static JsonObject problem(int status, HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("content-type")).contains("application/problem+json");
        return new JsonObject(answer.body());
    }
}
