package dev.busway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A circuit breaker as callers and operators meet it at the door. */
class BreakerIT {
    private static final String CIRCUIT = "/admin/breakers/makeTea%40fragile.tea%2Fkitchen";

    private final AtomicInteger handled = new AtomicInteger();
    private final AtomicBoolean well = new AtomicBoolean();
    private final OpenDoor door = OpenDoor.of("http/breakers.yaml").handling("fragile.tea", (message, work) -> {
        handled.incrementAndGet();
        if (!well.get()) {
            throw new IllegalStateException("no water");
        }
        return Future.succeededFuture(message.reply(new JsonObject().put("tea", "ready")));
    });

    @AfterEach
    void close() {
        door.close();
    }

    @Test
    void an_open_circuit_answers_503_with_a_time_to_come_again_and_a_stable_code() {
        tea(10, 500);
        HttpResponse<String> refused = tea(5, 503);

        assertThat(handled).hasValue(10);
        JsonObject problem = new JsonObject(refused.body());
        assertThat(problem.getString("code")).isEqualTo("BW-CIRCUIT-OPEN");
        assertThat(problem.getString("detail")).contains("makeTea").contains("not tried");
        assertThat(problem.getString("mend")).isNotBlank();
        assertThat(refused.headers().firstValueAsLong("retry-after").orElseThrow())
                .isBetween(3_000L, 3_600L);
    }

    @Test
    void an_operator_sees_it_and_holds_it_closed_with_a_reason() {
        tea(10, 500);
        JsonObject shown = shown();
        assertThat(shown.getString("name")).isEqualTo("makeTea@fragile.tea/kitchen");
        assertThat(shown.getString("state")).isEqualTo("open");
        assertThat(shown.getString("mode")).isEqualTo("auto");
        assertThat(shown.getJsonObject("lastChange").getString("cause")).isEqualTo("failures");
        assertThat(shown.containsKey("hand")).isFalse();

        well.set(true);
        JsonObject decided = decide("{\"state\":\"closed\",\"reason\":\"mended\",\"by\":\"ann\"}", 200);
        assertThat(decided.getString("state")).isEqualTo("closed");
        tea(1, 200);

        JsonObject hand = shown().getJsonObject("hand");
        assertThat(hand.getString("by")).isEqualTo("ann at 127.0.0.1");
        assertThat(hand.getString("reason")).isEqualTo("mended");
        assertThat(hand.getString("state")).isEqualTo("closed");
    }

    @Test
    void held_open_by_hand_nothing_is_tried_until_it_is_given_back() {
        well.set(true);
        decide("{\"state\":\"open\"}", 200);
        assertThat(new JsonObject(tea(1, 503).body()).getString("detail")).contains("operator");

        decide("{\"state\":\"auto\"}", 200);
        tea(3, 200);
        assertThat(shown().getString("state")).isEqualTo("closed");
    }

    @Test
    void nonsense_is_refused_and_changes_nothing() {
        assertThat(decide("{\"state\":\"ajar\"}", 422).getString("detail")).contains("open, closed or auto");
        assertThat(decide("{\"state\":\"open\",\"reason\":\"two\\nlines\"}", 422)
                        .getString("detail"))
                .contains("reason");
        assertThat(decide("{\"state\":7}", 422).getString("code")).isEqualTo("BW-INVALID");
        assertThat(door.postJson("/admin/breakers/nobody", "{\"state\":\"open\"}")
                        .statusCode())
                .isEqualTo(404);
        assertThat(door.post(CIRCUIT, "{\"state\":\"open\"}").statusCode()).isEqualTo(415);

        assertThat(shown().getString("mode")).isEqualTo("auto");
        assertThat(shown().containsKey("hand")).isFalse();
    }

    private HttpResponse<String> tea(int times, int status) {
        @Nullable HttpResponse<String> last = null;
        for (int i = 0; i < times; i++) {
            last = door.postJson("/channels/fragile.tea", "{}");
            assertThat(last.statusCode()).as(last.body()).isEqualTo(status);
        }
        return Objects.requireNonNull(last);
    }

    private JsonObject decide(String body, int status) {
        HttpResponse<String> answer = door.postJson(CIRCUIT, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        return new JsonObject(answer.body());
    }

    private JsonObject shown() {
        return new JsonObject(door.get("/admin/breakers").body())
                .getJsonArray("breakers")
                .getJsonObject(0);
    }
}
