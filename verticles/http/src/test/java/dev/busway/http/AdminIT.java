package dev.busway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AdminIT {
    @Test
    void a_replay_is_planned_and_done_by_http_and_what_cannot_be_is_refused() {
        try (OpenDoor door = OpenDoor.durable()) {
            JsonObject planned = replay(door, "door.ledger", "beginning", true, 200);

            assertThat(planned.getString("group")).isEqualTo("door.ledger");
            assertThat(planned.getBoolean("dryRun")).isTrue();
            assertThat(planned.getString("note")).contains("effectively-once");
            JsonArray shards = planned.getJsonArray("shards");
            assertThat(shards).hasSize(2);
            assertThat(shards.getJsonObject(0).getMap()).containsKeys("shard", "from", "to", "end", "again", "skipped");
            assertThat(replay(door, "door.ledger", "-1h", false, 200).getBoolean("dryRun"))
                    .isFalse();
            assertThat(replay(door, "door.ledger", "yesterday", true, 422).getString("mend"))
                    .contains("offset:42");
            assertThat(replay(door, "door.ledgre", "end", true, 404).getString("mend"))
                    .contains("door.ledger");
            assertThat(door.postJson("/admin/replay", "[1]").statusCode()).isEqualTo(422);
            assertThat(door.postJson(
                                    "/admin/replay",
                                    "{\"channel\":\"door.ledger\",\"from\":\"end\",\"dryRun\":\"yes\"}")
                            .statusCode())
                    .isEqualTo(422);
            assertThat(door.post("/admin/replay", "{}", "content-type", "text/plain")
                            .statusCode())
                    .isEqualTo(415);
        }
    }

    @Test
    void a_transport_that_keeps_nothing_has_no_history() {
        try (OpenDoor door = OpenDoor.open()) {
            assertThat(replay(door, "door.echo", "beginning", true, 422).getString("detail"))
                    .contains("keeps nothing");
        }
    }

    @Test
    void a_node_with_no_outbox_has_no_relay_to_choose() {
        try (OpenDoor door = OpenDoor.open()) {
            HttpResponse<String> refused = door.postJson("/admin/relay", "{\"engine\":\"log\"}");
            assertThat(refused.statusCode()).isEqualTo(422);
            assertThat(new JsonObject(refused.body()).getString("mend")).contains("postgres section");
            assertThat(door.get("/admin/relay").statusCode()).isEqualTo(422);
        }
    }

    @Test
    void a_node_that_keeps_no_replicas_has_none_to_make_anew() {
        try (OpenDoor door = OpenDoor.open()) {
            HttpResponse<String> refused = door.postJson("/admin/replicas", "{\"rebuild\":\"menus\"}");
            assertThat(refused.statusCode()).isEqualTo(422);
            assertThat(new JsonObject(refused.body()).getString("mend")).contains("postgres.replicas");
            assertThat(door.get("/admin/replicas").statusCode()).isEqualTo(422);
        }
    }

    @Test
    void the_administration_is_closed_where_it_is_switched_off() {
        try (OpenDoor door = OpenDoor.with(Map.of("admin", false))) {
            assertThat(replay(door, "door.echo", "beginning", true, 403).getString("mend"))
                    .contains("http.admin");
        }
    }

    private static JsonObject replay(OpenDoor door, String channel, String from, boolean dry, int status) {
        HttpResponse<String> answer = door.postJson(
                "/admin/replay",
                new JsonObject()
                        .put("channel", channel)
                        .put("from", from)
                        .put("dryRun", dry)
                        .encode());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        return new JsonObject(answer.body());
    }
}
