package dev.busway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.busway.bus.gateway.GatewayContext.Phase;
import dev.busway.config.ConfigException;
import dev.busway.contract.Contract;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From opening to closing: probes, documents, the site, draining, what stops a start. */
class LifeIT {
    @Test
    void the_probes_tell_the_phase() {
        try (OpenDoor door = OpenDoor.open()) {
            door.phase.set(Phase.STARTING);
            assertThat(door.get("/health/live").statusCode()).isEqualTo(200);
            assertThat(door.get("/health/started").statusCode()).isEqualTo(503);
            assertThat(door.get("/health/ready").statusCode()).isEqualTo(503);

            door.phase.set(Phase.READY);
            assertThat(door.get("/health/started").statusCode()).isEqualTo(200);
            assertThat(door.get("/health/ready").statusCode()).isEqualTo(200);

            door.phase.set(Phase.DRAINING);
            assertThat(door.get("/health/ready").body()).contains("draining");
            assertThat(door.get("/health/live").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void draining_lets_nobody_in_and_answers_what_is_in_flight() throws Exception {
        Promise<Object> gate = Promise.promise();
        Promise<Object> entered = Promise.promise();
        try (OpenDoor door = OpenDoor.open().handling("door.narrow", (asked, work) -> {
            entered.tryComplete();
            return gate.future().map(asked.reply(asked.payload()));
        })) {
            CompletableFuture<HttpResponse<String>> first = HttpClient.newHttpClient()
                    .sendAsync(
                            door.request("/channels/door.narrow", "content-type", "application/json")
                                    .POST(HttpRequest.BodyPublishers.ofString("{\"a\":1}"))
                                    .build(),
                            BodyHandlers.ofString());
            OpenDoor.await(entered.future());

            Future<Void> drained = door.gateway.drain();

            assertThat(drained.isComplete()).isFalse();
            assertThat(door.get("/health/ready").statusCode()).isEqualTo(503);
            HttpResponse<String> late = door.postJson("/channels/door.narrow", "{}");
            assertThat(late.statusCode()).isEqualTo(503);
            assertThat(late.headers().firstValue("retry-after")).isPresent();
            gate.complete();
            OpenDoor.await(drained);
            assertThat(first.get(30, TimeUnit.SECONDS).body()).isEqualTo("{\"a\":1}");
        }
    }

    @Test
    void draining_gives_up_after_its_time() {
        Promise<Object> gate = Promise.promise();
        Promise<Object> entered = Promise.promise();
        try (OpenDoor door = OpenDoor.with(Map.of("drain", "100ms")).handling("door.narrow", (asked, work) -> {
            entered.tryComplete();
            return gate.future().map(asked.reply(asked.payload()));
        })) {
            CompletableFuture<HttpResponse<String>> first = HttpClient.newHttpClient()
                    .sendAsync(
                            door.request("/channels/door.narrow", "content-type", "application/json")
                                    .POST(HttpRequest.BodyPublishers.ofString("{}"))
                                    .build(),
                            BodyHandlers.ofString());
            OpenDoor.await(entered.future());

            OpenDoor.await(door.gateway.drain());

            assertThat(first).isNotDone();
            gate.complete();
        }
    }

    @Test
    void a_taken_port_stops_the_start_with_a_mend() {
        try (OpenDoor first = OpenDoor.open()) {
            assertThatThrownBy(() -> OpenDoor.with(Map.of("port", first.port())))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("" + first.port())
                    .hasMessageContaining("Mend");
        }
    }

    @Test
    void an_unknown_setting_stops_the_start_with_the_nearest_one() {
        assertThatThrownBy(() -> OpenDoor.with(Map.of("bodyLimits", 5_000)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("http.bodyLimit");
    }

    @Test
    void the_contracts_are_listed_and_shown() {
        try (OpenDoor door = OpenDoor.open()) {
            JsonObject listed = new JsonArray(door.get("/contracts").body()).getJsonObject(0);
            JsonObject shown = new JsonObject(door.get("/contracts/door").body());

            assertThat(listed.getString("service")).isEqualTo("door");
            assertThat(listed.getString("version")).isEqualTo("1.2.3");
            assertThat(listed.getString("link")).isEqualTo("/contracts/door");
            assertThat(shown.getJsonObject("info").getString("title")).isEqualTo("Door");
            assertThat(door.get("/contracts/dor").body()).contains("Did you mean door?");
        }
    }

    @Test
    void the_metrics_are_those_of_the_node() {
        try (OpenDoor door = OpenDoor.open()) {
            assertThat(door.get("/metrics").body()).isEqualTo("busway_up 1\n");
        }
    }

    @Test
    void a_page_of_our_own_stands_where_no_site_is(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("index.html"), "<h1>mine</h1>");
        try (OpenDoor plain = OpenDoor.open();
                OpenDoor site = OpenDoor.with(Map.of("site", folder.toString()))) {
            assertThat(plain.get("/").body()).contains("door.echo");
            assertThat(site.get("/").body()).contains("mine");
            assertThat(site.get("/none.html").statusCode()).isEqualTo(404);
            assertThat(site.get("/../" + folder.getFileName() + "/index.html").statusCode())
                    .isEqualTo(404);
        }
        assertThatThrownBy(() -> OpenDoor.with(Map.of("site", "no-such-folder")))
                .isInstanceOf(ConfigException.class);
    }

    @Test
    void two_operations_with_one_route_stop_the_start() {
        Contract door = OpenDoor.contracts().get(0);
        assertThatThrownBy(() -> OpenDoor.running(door, "door.echo"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("/things/");
    }
}
