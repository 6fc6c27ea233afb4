package dev.busway.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.busway.bus.Problem;
import dev.busway.bus.ProblemException;
import dev.busway.bus.Work;
import dev.busway.message.Message;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DeadLetterRoutesIT {
    private static final String JSON = "application/json";

    private final Set<String> poison = ConcurrentHashMap.newKeySet();
    private final List<String> handled = new CopyOnWriteArrayList<>();
    private final OpenDoor door =
            OpenDoor.durable().handling("door.jobs", this::handle).handling("door.later", this::handle);

    @AfterAll
    void close() {
        door.close();
    }

    @Test
    void letters_are_listed_by_filter_and_page_and_shown_one_by_one() {
        String account = parked(3);

        JsonObject all = list("key=" + account);
        assertThat(all.getJsonArray("letters")).hasSize(3);
        JsonObject first = all.getJsonArray("letters").getJsonObject(0);
        assertThat(first.getString("channel")).isEqualTo("door.jobs");
        assertThat(first.getString("reason")).startsWith("BW-BROKEN: The number");
        assertThat(first.getInteger("attempts")).isEqualTo(2);
        assertThat(first.getString("traceparent")).isNotEmpty();
        assertThat(first.getJsonObject("message").containsKey("data")).isFalse();
        JsonObject page = list("key=" + account + "&limit=2");
        JsonObject rest = list("key=" + account + "&limit=2&after=" + page.getString("next"));
        assertThat(rest.getJsonArray("letters")).hasSize(1);
        assertThat(rest.containsKey("next")).isFalse();
        assertThat(list("key=" + account + "&reason=is+bad").getJsonArray("letters"))
                .hasSize(1);

        JsonObject one = new JsonObject(
                door.get("/admin/dead-letters/" + first.getString("id")).body());
        assertThat(one.getJsonObject("message").getJsonObject("data").getInteger("amount"))
                .isEqualTo(1);
    }

    @Test
    void a_dry_run_tells_what_would_be_and_changes_nothing() {
        String account = parked(2);

        HttpResponse<String> dry =
                treat("replay", new JsonObject().put("key", account).put("dryRun", true));
        HttpResponse<String> dryDrop =
                treat("drop", new JsonObject().put("key", account).put("dryRun", true));

        assertThat(dry.statusCode()).isEqualTo(200);
        assertThat(new JsonObject(dry.body()).getJsonArray("replayed")).hasSize(2);
        assertThat(new JsonObject(dryDrop.body()).getJsonArray("dropped")).hasSize(2);
        assertThat(list("key=" + account).getJsonArray("letters")).hasSize(2);
    }

    @Test
    void a_key_is_replayed_in_order() {
        String account = parked(3);
        poison.clear();
        handled.clear();

        HttpResponse<String> replayed = treat("replay", new JsonObject().put("key", account));

        assertThat(replayed.statusCode()).isEqualTo(202);
        eventually(() -> list("key=" + account).getJsonArray("letters").isEmpty());
        assertThat(of(account)).containsExactly(account + "/1", account + "/2", account + "/3");
    }

    @Test
    void an_operation_that_waits_behind_a_dead_letter_says_so_and_is_answered_after_the_replay() {
        String account = "a" + UUID.randomUUID();
        poison.add(account + "/1");
        String first = accepted(account, 1);
        String second = accepted(account, 2);
        eventually(() -> operation(second).getString("state").equals("refused"));
        assertThat(operation(first).getJsonObject("problem").getString("code")).isEqualTo("BW-BROKEN");
        JsonObject problem = operation(second).getJsonObject("problem");
        assertThat(problem.getString("code")).isEqualTo("BW-BUSY");
        assertThat(problem.getString("detail")).contains("waits behind the dead letter");
        poison.clear();
        handled.clear();

        treat("replay", new JsonObject().put("channel", "door.later").put("key", account));

        eventually(() -> operation(second).getString("state").equals("finished"));
        assertThat(operation(first).getString("state")).isEqualTo("finished");
        assertThat(of(account)).containsExactly(account + "/1", account + "/2");
    }

    @Test
    void a_filter_by_reason_replays_the_whole_sequences_that_it_touches() {
        String account = parked(2);
        poison.clear();
        handled.clear();

        treat("replay", new JsonObject().put("reason", account + "/1 is bad"));

        eventually(() -> list("key=" + account).getJsonArray("letters").isEmpty());
        assertThat(of(account)).containsExactly(account + "/1", account + "/2");
    }

    @Test
    void a_letter_may_not_pass_another_of_its_key() {
        String account = parked(2);
        JsonArray letters = list("key=" + account).getJsonArray("letters");
        String first = letters.getJsonObject(0).getString("id");
        String second = letters.getJsonObject(1).getString("id");

        JsonObject refused = new JsonObject(treat("replay", new JsonObject().put("ids", new JsonArray().add(second)))
                .body());
        assertThat(refused.getJsonArray("replayed")).isEmpty();
        JsonObject problem = refused.getJsonArray("refused").getJsonObject(0).getJsonObject("problem");
        assertThat(problem.getString("code")).isEqualTo("BW-CONFLICT");
        assertThat(problem.getString("detail")).contains(first);

        poison.clear();
        treat("replay", new JsonObject().put("ids", new JsonArray().add(first)));
        eventually(() -> list("key=" + account).getJsonArray("letters").size() == 1);
    }

    @Test
    void a_dropped_sequence_frees_its_key() {
        String account = parked(2);

        HttpResponse<String> dropped = treat("drop", new JsonObject().put("key", account));

        assertThat(new JsonObject(dropped.body()).getJsonArray("dropped")).hasSize(2);
        assertThat(list("key=" + account).getJsonArray("letters")).isEmpty();
        eventually(() -> {
            send(account, 9);
            return handled.contains(account + "/9");
        });
    }

    @Test
    void one_letter_is_dropped_by_its_id() {
        String account = parked(1);
        String id =
                list("key=" + account).getJsonArray("letters").getJsonObject(0).getString("id");

        assertThat(OpenDoor.send(door.request("/admin/dead-letters/" + id).DELETE())
                        .statusCode())
                .isEqualTo(200);
        assertThat(OpenDoor.send(door.request("/admin/dead-letters/" + id).DELETE())
                        .statusCode())
                .isEqualTo(404);
        assertThat(door.get("/admin/dead-letters/" + id).statusCode()).isEqualTo(404);
    }

    @Test
    void what_is_asked_wrongly_is_refused_and_nothing_happens() {
        assertThat(treat("replay", new JsonObject()).statusCode()).isEqualTo(422);
        assertThat(treat("replay", new JsonObject().put("keys", "a")).statusCode())
                .isEqualTo(422);
        assertThat(door.postJson("/admin/dead-letters/drop", "[]").statusCode()).isEqualTo(422);
        assertThat(door.post("/admin/dead-letters/drop", "{\"key\":\"a\"}", "content-type", "text/plain")
                        .statusCode())
                .isEqualTo(415);
        assertThat(OpenDoor.send(door.request("/admin/dead-letters").DELETE()).statusCode())
                .isEqualTo(422);
        assertThat(door.get("/admin/dead-letters?limit=0").statusCode()).isEqualTo(422);
        assertThat(door.get("/admin/dead-letters?chanel=x").statusCode()).isEqualTo(422);
        assertThat(door.get("/admin/dead-letters?channel=door.job").statusCode())
                .isEqualTo(404);
    }

    @Test
    void a_message_that_says_it_is_a_replay_is_refused_at_the_door() {
        HttpResponse<String> refused = door.post(
                "/channels/door.jobs",
                "{\"account\":\"a\",\"amount\":1}",
                "content-type",
                JSON,
                "ce-specversion",
                "1.0",
                "ce-id",
                "1",
                "ce-source",
                "/x",
                "ce-type",
                "door.Entry",
                "ce-replaygroup",
                "door.jobs");

        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(refused.body()).contains("replaygroup");
    }

    @Test
    void nobody_may_when_the_administration_is_closed() {
        try (OpenDoor closed = OpenDoor.with(Map.of("admin", false))) {
            assertThat(closed.get("/admin/dead-letters").statusCode()).isEqualTo(403);
        }
    }

    private Future<?> handle(Message message, Work work) {
        String name = message.key().orElseThrow() + "/" + message.json().getInteger("amount");
        handled.add(name);
        if (poison.contains(name)) {
            throw new ProblemException(Problem.of(Problem.Kind.BROKEN, "The number " + name + " is bad."));
        }
        return Future.succeededFuture(message.reply(Map.of("done", name)));
    }

    /** Id of the operation of an entry that is booked later. */
    private String accepted(String account, int amount) {
        String body =
                new JsonObject().put("account", account).put("amount", amount).encode();
        HttpResponse<String> answer = door.postJson("/entries", body);
        assertThat(answer.statusCode()).isEqualTo(202);
        return new JsonObject(answer.body()).getString("id");
    }

    /** What was handled of an account; another one's stragglers are of no interest. */
    private List<String> of(String account) {
        return handled.stream().filter(name -> name.startsWith(account)).toList();
    }

    private JsonObject operation(String id) {
        return new JsonObject(door.get("/operations/" + id).body());
    }

    /** An account whose first message is poison, with this many letters. */
    private String parked(int letters) {
        String account = "a" + UUID.randomUUID();
        poison.add(account + "/1");
        for (int n = 1; n <= letters; n++) {
            send(account, n);
        }
        eventually(() -> list("key=" + account).getJsonArray("letters").size() == letters);
        return account;
    }

    private void send(String account, int amount) {
        String body =
                new JsonObject().put("account", account).put("amount", amount).encode();
        assertThat(door.postJson("/channels/door.jobs", body).statusCode()).isEqualTo(202);
    }

    private JsonObject list(String query) {
        HttpResponse<String> answer = door.get("/admin/dead-letters?channel=door.jobs&" + query);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return new JsonObject(answer.body());
    }

    private HttpResponse<String> treat(String verb, JsonObject what) {
        return door.postJson("/admin/dead-letters/" + verb, what.encode());
    }

    private static void eventually(Callable<Boolean> so) {
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(so);
    }
}
