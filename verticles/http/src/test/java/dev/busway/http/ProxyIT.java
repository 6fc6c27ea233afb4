package dev.busway.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.busway.testkit.Patience;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Requests that pass through a real door to real HTTP servers. */
class ProxyIT {
    private final ProxyDoor proxy = new ProxyDoor();

    @AfterEach
    void close() {
        proxy.close();
    }

    @Test
    void a_request_is_passed_on_and_its_answer_back() {
        proxy.serve("one", request -> request.body().onSuccess(body -> request.response()
                .setStatusCode(418)
                .setStatusMessage("Short and stout")
                .putHeader("X-Word", List.<String>of("a", "b"))
                .end(request.method() + " " + request.uri() + " " + request.getHeader("x-mine") + " " + body)));

        HttpResponse<String> answer = OpenDoor.send(proxy.door
                .request("/kept/a%20b?x=1&y=%2F", "X-Mine", "m")
                .method("PUT", BodyPublishers.ofString("tea")));

        assertThat(answer.statusCode()).isEqualTo(418);
        assertThat(answer.body()).isEqualTo("PUT /kept/a%20b?x=1&y=%2F m tea");
        assertThat(answer.headers().allValues("x-word")).containsExactly("a", "b");
    }

    @Test
    void a_prefix_is_stripped_where_the_contract_says_so() {
        echoUri();
        assertThat(proxy.door.get("/stripped/a/b?c=d").body()).isEqualTo("/a/b?c=d");
        assertThat(proxy.door.get("/stripped").body()).isEqualTo("/");
        assertThat(proxy.door.get("/stripped?x").body()).isEqualTo("/?x");
        assertThat(proxy.door.get("/exact").body()).isEqualTo("/exact");
    }

    @Test
    void the_longest_path_wins_and_the_nodes_own_routes_win_over_all() {
        echoUri();
        proxy.door.handling(
                "front.own", (message, work) -> Future.succeededFuture(message.reply(new JsonObject().put("own", 1))));

        assertThat(proxy.door.get("/kept/own/1").body()).isEqualTo("{\"own\":1}");
        assertThat(proxy.door.get("/keptother").body()).isEqualTo("/keptother");
        assertThat(proxy.door.get("/").body()).isEqualTo("/");
        assertThat(proxy.door.get("/health/live").statusCode()).isEqualTo(200);
        assertThat(proxy.door.get("/admin/nothing").statusCode()).isEqualTo(404);
        assertThat(proxy.door.get("/eventbus/info").body()).contains("websocket");
    }

    @Test
    void answers_with_no_body_stay_so() {
        proxy.serve("one", request -> {
            switch (request.path()) {
                case "/kept/204" -> request.response().setStatusCode(204).end();
                case "/kept/304" ->
                    request.response()
                            .setStatusCode(304)
                            .putHeader("etag", "\"x\"")
                            .end();
                default ->
                    request.response()
                            .putHeader("content-length", "5")
                            .end(request.method().name().equals("HEAD") ? Buffer.buffer() : Buffer.buffer("12345"));
            }
        });
        assertThat(proxy.door.get("/kept/204").statusCode()).isEqualTo(204);
        assertThat(proxy.door.get("/kept/304").headers().firstValue("etag")).contains("\"x\"");
        HttpResponse<String> head =
                OpenDoor.send(proxy.door.request("/kept/x").method("HEAD", BodyPublishers.noBody()));
        assertThat(head.headers().firstValue("content-length")).contains("5");
        assertThat(proxy.door.get("/kept/x").body()).isEqualTo("12345");
    }

    @Test
    void a_repeatable_request_goes_to_another_instance_and_a_post_does_not() {
        AtomicInteger refused = new AtomicInteger();
        proxy.serve("bad", request -> {
            refused.incrementAndGet();
            request.response().setStatusCode(503).end();
        });
        proxy.serve("good", request -> request.body()
                .onSuccess(body -> request.response().end("got " + body)));

        for (int i = 0; i < 4; i++) {
            HttpResponse<String> put =
                    OpenDoor.send(proxy.door.request("/kept/x").PUT(BodyPublishers.ofString("small")));
            assertThat(put.body()).isEqualTo("got small");
        }
        assertThat(refused.get()).isPositive();
        Set<Integer> seen = new TreeSet<>();
        for (int i = 0; i < 4; i++) {
            seen.add(proxy.door.post("/kept/x", "p").statusCode());
        }
        assertThat(seen).containsExactly(200, 503);
    }

    @Test
    void what_no_instance_has_seen_goes_to_another_one_whatever_it_is() {
        proxy.offerNothing("gone");
        proxy.serve("there", request -> request.body()
                .onSuccess(body -> request.response().end("got " + body.length())));
        for (int i = 0; i < 4; i++) {
            assertThat(proxy.door.post("/kept/x", "p").body()).isEqualTo("got 1");
            assertThat(proxy.door.post("/kept/x", "p".repeat(200_000)).body()).isEqualTo("got 200000");
        }
    }

    @Test
    void the_same_key_goes_to_the_same_instance() {
        for (String node : List.of("one", "two", "three")) {
            proxy.serve(node, request -> request.response().end(node));
        }
        Set<String> all = new TreeSet<>();
        for (int user = 0; user < 40; user++) {
            String first = proxy.door.get("/sticky/x", "X-User", "u" + user).body();
            assertThat(proxy.door.get("/sticky/y", "X-User", "u" + user).body()).isEqualTo(first);
            all.add(first);
        }
        assertThat(all).containsExactly("one", "three", "two");
    }

    @Test
    void a_service_that_is_away_is_told_from_one_that_breaks_and_one_that_is_late() {
        refused(proxy.door.get("/nobody/x"), 503, "BW-NO-HANDLER");
        assertThat(proxy.door.get("/nobody/x").headers().firstValue("retry-after"))
                .isPresent();
        proxy.offerNothing("gone");
        refused(proxy.door.post("/kept/x", "p"), 502, "BW-BROKEN");
        proxy.serve("hangs", request -> {});
        HttpResponse<String> late = proxy.door.get("/hasty/x");
        refused(late, 504, "BW-TIMEOUT");
        assertThat(late.body()).contains("300 ms");
    }

    @Test
    void the_time_that_is_left_travels_on_and_a_caller_may_shorten_it() {
        proxy.serve("one", request -> request.response().end(request.getHeader("busway-timeout")));

        assertThat(Long.parseLong(proxy.door.get("/kept/x").body())).isBetween(1L, 60_000L);
        assertThat(Long.parseLong(
                        proxy.door.get("/kept/x", "Busway-Timeout", "40000").body()))
                .isBetween(1L, 40_000L);
        assertThat(Long.parseLong(
                        proxy.door.get("/kept/x", "Busway-Timeout", "999999").body()))
                .isBetween(1L, 60_000L);
    }

    @Test
    void what_would_lead_elsewhere_or_back_is_refused() throws Exception {
        echoUri();
        for (String path : List.of("/stripped/../admin", "/kept/%2e%2E/x", "/kept/..%2fx", "/kept/./x", "/kept/..")) {
            assertThat(proxy.door.raw("GET " + path + " HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n"))
                    .as(path)
                    .startsWith("HTTP/1.1 400");
        }
        assertThat(proxy.door.get("/kept/a..b/.hidden/...").body()).isEqualTo("/kept/a..b/.hidden/...");
        assertThat(proxy.door.raw("TRACE /kept/x HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 405");
        proxy.registry.offer("nobody", "myself", proxy.door.port());
        refused(proxy.door.get("/nobody/x"), 508, "BW-BROKEN");
    }

    @Test
    void no_more_than_its_share_of_a_path_is_under_way() {
        Promise<Void> go = Promise.promise();
        CompletableFuture<Void> arrived = new CompletableFuture<>();
        proxy.serve("one", request -> {
            arrived.complete(null);
            go.future().onSuccess(now -> request.response().end("done"));
        });
        CompletableFuture<HttpResponse<String>> first =
                CompletableFuture.supplyAsync(() -> proxy.door.get("/narrow/x"));
        arrived.orTimeout(30, TimeUnit.SECONDS).join();

        refused(proxy.door.get("/narrow/x"), 503, "BW-BUSY");
        go.complete();
        assertThat(first.join().body()).isEqualTo("done");
        Patience.await().until(() -> proxy.door.get("/narrow/x").statusCode() == 200);
    }

    private void echoUri() {
        proxy.serve("one", request -> request.response().end(request.uri()));
    }

    private static void refused(HttpResponse<String> answer, int status, String code) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().map()).containsKey("content-type");
        assertThat(new JsonObject(answer.body()).getMap()).containsAllEntriesOf(Map.of("code", code, "status", status));
    }
}
