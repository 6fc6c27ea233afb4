package dev.busway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.busway.bus.Channel;
import dev.busway.bus.Problem.Kind;
import dev.busway.bus.ProblemException;
import dev.busway.bus.Style;
import dev.busway.bus.Work;
import dev.busway.message.Message;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Tuple;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Idempotency keys and operations, on real Kafka and real PostgreSQL. */
class DurableIT {
    private static final Map<String, Promise<Object>> GATES = new ConcurrentHashMap<>();
    private static OpenDoor door;

    @BeforeAll
    static void open() {
        door = OpenDoor.durable();
        OpenDoor.await(
                door.bus.sql().query("create table effects (account text)").execute());
        door.handling("door.ledger", DurableIT::book).handling("door.later", DurableIT::book);
    }

    @AfterAll
    static void close() {
        door.close();
    }

    private static Future<?> book(Message entry, Work work) {
        String account = entry.json().getString("account");
        if (account.startsWith("unknown")) {
            return Future.failedFuture(new ProblemException(Kind.INVALID, "Nobody has this account.", "Open one."));
        }
        Future<Object> gate = GATES.containsKey(account) ? GATES.get(account).future() : Future.succeededFuture();
        return gate.compose(open -> work.sql()
                        .preparedQuery("insert into effects values ($1)")
                        .execute(Tuple.of(account)))
                .map(inserted -> entry.reply(new JsonObject().put("booked", account)));
    }

    @Test
    void the_same_key_gets_the_same_reply_and_takes_effect_once() {
        HttpResponse<String> first = post("/channels/door.ledger", "a-1", "Idempotency-Key", "key-1");
        HttpResponse<String> again = post("/channels/door.ledger", "a-1", "Idempotency-Key", "key-1");

        assertThat(first.statusCode()).as(first.body()).isEqualTo(200);
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(again.body()).isEqualTo(first.body()).isEqualTo("{\"booked\":\"a-1\"}");
        assertThat(again.headers().firstValue("ce-id"))
                .isEqualTo(first.headers().firstValue("ce-id"));
        assertThat(again.headers().firstValue("idempotent-replayed")).contains("true");
        assertThat(effects("a-1")).isEqualTo(1);
    }

    @Test
    void the_same_key_at_once_takes_effect_once() throws Exception {
        HttpClient client = HttpClient.newHttpClient();
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            HttpRequest request = door.request(
                            "/channels/door.ledger", "content-type", "application/json", "Idempotency-Key", "key-2")
                    .POST(HttpRequest.BodyPublishers.ofString("{\"account\":\"a-2\",\"amount\":1}"))
                    .build();
            answers.add(client.sendAsync(request, BodyHandlers.ofString()));
        }

        for (CompletableFuture<HttpResponse<String>> answer : answers) {
            assertThat(answer.get(30, TimeUnit.SECONDS).body()).isEqualTo("{\"booked\":\"a-2\"}");
        }
        assertThat(effects("a-2")).isEqualTo(1);
    }

    @Test
    void the_same_key_with_another_body_is_a_conflict() {
        post("/channels/door.ledger", "a-3", "Idempotency-Key", "key-3");

        HttpResponse<String> other = post("/channels/door.ledger", "a-4", "Idempotency-Key", "key-3");

        assertThat(other.statusCode()).isEqualTo(409);
        assertThat(new JsonObject(other.body()).getString("code")).isEqualTo("BW-CONFLICT");
        assertThat(effects("a-4")).isZero();
    }

    @Test
    void a_repeat_by_any_door_gets_the_first_answer_and_another_body_is_a_conflict_at_each() {
        HttpResponse<String> first = post("/channels/door.ledger", "a-20", "Idempotency-Key", "key-20");
        Channel ledger = door.bus.channel("door.ledger");
        Message again = entry("key-20", "a-20");
        Message other = entry("key-20", "a-21");

        try (SocketClient client = new SocketClient(door)) {
            String send = "{\"type\":\"send\",\"address\":\"door.ledger\",\"replyAddress\":\"r-20\","
                    + "\"headers\":{\"Idempotency-Key\":\"key-20\"},\"body\":";
            client.send(send + again.json().encode() + "}");
            assertThat(client.next().getJsonObject("body")).isEqualTo(new JsonObject(first.body()));
            client.send(send + other.json().encode() + "}");
            assertThat(client.next().getInteger("failureCode")).isEqualTo(4409);
        }
        assertThat(OpenDoor.await(ledger.request(again)).json()).isEqualTo(new JsonObject(first.body()));
        assertThatThrownBy(() -> OpenDoor.await(ledger.request(other))).hasStackTraceContaining("was used for another");
        assertThat(post("/channels/door.ledger", "a-21", "Idempotency-Key", "key-20")
                        .statusCode())
                .isEqualTo(409);
        // As the broker delivers them once more, past every door; the last one, of the same key, comes behind them.
        OpenDoor.await(ledger.carry(Style.SEND, again));
        OpenDoor.await(ledger.carry(Style.SEND, other.edit().key("a-20").build()));
        OpenDoor.await(ledger.request(entry("key-22", "a-20")));
        assertThat(effects("a-20")).isEqualTo(2);
        assertThat(effects("a-21")).isZero();
    }

    private static Message entry(String id, String account) {
        return Message.builder("door.Entry")
                .id(id)
                .key(account)
                .payload(new JsonObject().put("account", account).put("amount", 1))
                .build();
    }

    @Test
    void who_wants_no_wait_gets_an_operation() {
        HttpResponse<String> taken =
                post("/channels/door.ledger", "a-5", "Idempotency-Key", "key/5", "Prefer", "respond-async");

        assertThat(taken.statusCode()).isEqualTo(202);
        assertThat(taken.headers().firstValue("preference-applied")).contains("respond-async");
        String location = taken.headers().firstValue("location").orElseThrow();
        assertThat(location).isEqualTo("/operations/key%2F5");
        JsonObject operation =
                new JsonObject(door.get(location, "Prefer", "wait=50").body());
        assertThat(operation.getString("id")).isEqualTo("key/5");
        assertThat(operation.getString("channel")).isEqualTo("door.ledger");
        assertThat(operation.getString("state")).isEqualTo("finished");
        assertThat(operation.getInstant("updated")).isAfterOrEqualTo(operation.getInstant("created"));
        assertThat(operation.getJsonObject("reply").getJsonObject("data"))
                .isEqualTo(new JsonObject().put("booked", "a-5"));
    }

    @Test
    void an_operation_that_answers_later_can_be_waited_for() {
        HttpResponse<String> taken = post("/entries", "a-6", "Idempotency-Key", "key-6");
        HttpResponse<String> waited = post("/entries", "a-6", "Idempotency-Key", "key-6", "Prefer", "wait=50");

        assertThat(taken.statusCode()).isEqualTo(202);
        assertThat(waited.statusCode()).as(waited.body()).isEqualTo(200);
        assertThat(waited.body()).isEqualTo("{\"booked\":\"a-6\"}");
        assertThat(effects("a-6")).isEqualTo(1);
    }

    @Test
    void a_wait_that_is_too_short_says_where_the_answer_will_be() {
        GATES.put("slow-7", Promise.promise());
        HttpResponse<String> late =
                post("/channels/door.ledger", "slow-7", "Idempotency-Key", "key-7", "Prefer", "wait=1");
        JsonObject during = new JsonObject(door.get("/operations/key-7").body());
        GATES.get("slow-7").complete();
        JsonObject after = new JsonObject(
                door.get("/operations/key-7", "Prefer", "wait=50").body());

        assertThat(late.statusCode()).isEqualTo(504);
        assertThat(late.headers().firstValue("location")).contains("/operations/key-7");
        assertThat(during.getString("state")).isEqualTo("accepted");
        assertThat(after.getString("state")).isEqualTo("finished");
    }

    @Test
    void a_refusal_for_good_is_kept_as_the_answer() {
        HttpResponse<String> first = post("/channels/door.ledger", "unknown-8", "Idempotency-Key", "key-8");
        HttpResponse<String> again = post("/channels/door.ledger", "unknown-8", "Idempotency-Key", "key-8");
        JsonObject operation = new JsonObject(door.get("/operations/key-8").body());

        assertThat(first.statusCode()).isEqualTo(422);
        assertThat(again.statusCode()).isEqualTo(422);
        assertThat(operation.getString("state")).isEqualTo("refused");
        assertThat(operation.getJsonObject("problem").getString("code")).isEqualTo("BW-INVALID");
        assertThat(operation.getJsonObject("problem").getString("detail")).isEqualTo("Nobody has this account.");
    }

    @Test
    void an_operation_streams_its_states_until_it_ends() throws Exception {
        GATES.put("slow-9", Promise.promise());
        post("/entries", "slow-9", "Idempotency-Key", "key-9");

        HttpResponse<Stream<String>> stream = HttpClient.newHttpClient()
                .send(
                        door.request("/operations/key-9", "Accept", "text/event-stream")
                                .build(),
                        BodyHandlers.ofLines());
        List<String> lines = stream.body()
                .peek(line -> {
                    if (line.equals("event: accepted")) {
                        GATES.get("slow-9").tryComplete();
                    }
                })
                .toList();

        assertThat(stream.headers().firstValue("content-type")).contains("text/event-stream");
        assertThat(String.join("\n", lines))
                .containsSubsequence("event: accepted", "event: finished", "\"data\":{\"booked\":\"slow-9\"}");
    }

    @Test
    void an_operation_that_nobody_knows_is_not_there() {
        assertThat(door.get("/operations/none").statusCode()).isEqualTo(404);
        assertThat(door.get("/operations/none", "Prefer", "wait=1").statusCode())
                .isEqualTo(404);
        assertThat(door.get("/operations/none", "Accept", "text/event-stream").statusCode())
                .isEqualTo(404);
    }

    @Test
    void a_socket_is_told_when_an_operation_ends() {
        GATES.put("slow-10", Promise.promise());
        try (SocketClient client = new SocketClient(door)) {
            client.send("{\"type\":\"send\",\"address\":\"door.later\",\"replyAddress\":\"r-1\","
                    + "\"headers\":{\"Idempotency-Key\":\"key-10\"},\"body\":{\"account\":\"slow-10\",\"amount\":1}}");
            JsonObject accepted = client.next().getJsonObject("body");
            client.send(new JsonObject()
                    .put("type", "register")
                    .put("address", accepted.getString("address"))
                    .encode());
            GATES.get("slow-10").complete();
            JsonObject ended = client.next();

            assertThat(accepted.getString("operation")).isEqualTo("/operations/key-10");
            assertThat(ended.getString("address")).isEqualTo("operations/key-10");
            assertThat(ended.getJsonObject("body").getString("state")).isEqualTo("finished");
        }
    }

    @Test
    void a_message_with_a_delay_is_taken_at_once_and_handled_when_it_is_due() {
        GATES.put("slow-11", Promise.promise());
        long sent = System.currentTimeMillis();
        HttpResponse<String> taken =
                post("/channels/door.ledger", "slow-11", "Idempotency-Key", "key-11", "Busway-Delay", "2s");
        JsonObject during = new JsonObject(door.get("/operations/key-11").body());
        GATES.get("slow-11").complete();
        JsonObject after = new JsonObject(
                door.get("/operations/key-11", "Prefer", "wait=50").body());

        assertThat(taken.statusCode()).as(taken.body()).isEqualTo(202);
        assertThat(during.getString("state")).isEqualTo("scheduled");
        assertThat(during.getInstant("due").toEpochMilli()).isGreaterThanOrEqualTo(sent + 1_000);
        assertThat(after.getString("state")).isEqualTo("finished");
        assertThat(after.containsKey("due")).isFalse();
        assertThat(after.getInstant("updated").toEpochMilli()).isGreaterThanOrEqualTo(sent + 2_000);
        assertThat(effects("slow-11")).isEqualTo(1);
    }

    @Test
    void a_time_that_cannot_be_read_or_kept_is_refused() {
        for (String[] wrong : new String[][] {
            {"Busway-Delay", "soon"},
            {"Busway-Deliver-At", "tomorrow"},
            {"ce-deliverat", "tomorrow"},
            {"Busway-Delay", "366d"},
            {"Busway-Deliver-At", "9999-12-31T00:00:00Z"}
        }) {
            HttpResponse<String> refused = post("/channels/door.ledger", "a-12", wrong);

            assertThat(refused.statusCode()).as(refused.body()).isEqualTo(422);
        }
        assertThat(effects("a-12")).isZero();
    }

    private static HttpResponse<String> post(String path, String account, String... headers) {
        return door.postJson(path, "{\"account\":\"" + account + "\",\"amount\":1}", headers);
    }

    private static int effects(String account) {
        return OpenDoor.await(door.bus
                        .sql()
                        .preparedQuery("select count(*) from effects where account = $1")
                        .execute(Tuple.of(account)))
                .iterator()
                .next()
                .getInteger(0);
    }
}
