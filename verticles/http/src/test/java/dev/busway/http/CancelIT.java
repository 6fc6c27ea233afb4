package dev.busway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Taking back what nobody handles yet, on real Kafka and real PostgreSQL. */
class CancelIT {
    private static final AtomicInteger EFFECTS = new AtomicInteger();
    private static OpenDoor door;

    @BeforeAll
    static void open() {
        door = OpenDoor.durable();
        door.handling("door.ledger", (entry, work) -> {
            EFFECTS.incrementAndGet();
            return Future.succeededFuture(entry.reply(new JsonObject().put("booked", "c")));
        });
    }

    @AfterAll
    static void close() {
        door.close();
    }

    @Test
    void what_is_not_due_yet_can_be_cancelled_and_is_not_handled() {
        int before = EFFECTS.get();
        HttpResponse<String> taken = post("c-1", "Busway-Delay", "1h");
        HttpResponse<String> cancelled = cancel("c-1");
        HttpResponse<String> again = cancel("c-1");
        JsonObject after = new JsonObject(door.get("/operations/c-1").body());
        HttpResponse<String> repeat = post("c-1");

        assertThat(taken.statusCode()).as(taken.body()).isEqualTo(202);
        assertThat(cancelled.statusCode()).as(cancelled.body()).isEqualTo(200);
        assertThat(new JsonObject(cancelled.body()).getString("state")).isEqualTo("refused");
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(after.getString("state")).isEqualTo("refused");
        assertThat(after.containsKey("due")).isFalse();
        assertThat(after.getJsonObject("problem").getString("code")).isEqualTo("BW-CONFLICT");
        assertThat(repeat.statusCode()).isEqualTo(409);
        assertThat(EFFECTS).hasValue(before);
    }

    @Test
    void what_has_ended_is_not_cancelled() {
        HttpResponse<String> handled = post("c-2");
        HttpResponse<String> late = cancel("c-2");

        assertThat(handled.statusCode()).as(handled.body()).isEqualTo(200);
        assertThat(late.statusCode()).isEqualTo(409);
        assertThat(new JsonObject(late.body()).getString("detail")).contains("finished");
        assertThat(new JsonObject(door.get("/operations/c-2").body()).getString("state"))
                .isEqualTo("finished");
    }

    @Test
    void an_operation_that_nobody_knows_cannot_be_cancelled() {
        assertThat(cancel("none").statusCode()).isEqualTo(404);
    }

    private static HttpResponse<String> cancel(String id) {
        return OpenDoor.send(door.request("/operations/" + id).DELETE());
    }

    private static HttpResponse<String> post(String id, String... headers) {
        String[] all = new String[headers.length + 2];
        System.arraycopy(headers, 0, all, 2, headers.length);
        all[0] = "Idempotency-Key";
        all[1] = id;
        return door.postJson("/channels/door.ledger", "{\"account\":\"" + id + "\",\"amount\":1}", all);
    }
}
