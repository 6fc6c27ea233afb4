package dev.busway.bus.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.busway.bus.Problem.Kind;
import dev.busway.bus.ProblemException;
import dev.busway.bus.discovery.Health;
import dev.busway.bus.discovery.RegistryView;
import dev.busway.bus.discovery.ServiceInstance;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Calls of real HTTP servers. */
class ServiceClientIT {
    private static final CallOptions PATIENT =
            CallOptions.DEFAULTS.with(Policy.ROUND_ROBIN).within(Duration.ofSeconds(60));

    private final Vertx vertx = Vertx.vertx();
    private final List<ServiceInstance> instances = new ArrayList<>();

    @AfterEach
    void close() {
        await(vertx.close());
    }

    @Test
    void an_answer_says_who_gave_it_and_carries_status_headers_and_body() {
        serve("one", request -> request.body().onSuccess(body -> request.response()
                .setStatusCode(409)
                .putHeader("X-Word", "taken")
                .end(request.method() + " " + request.uri() + " " + body)));

        ServiceAnswer answer = await(client(PATIENT).call(ServiceCall.post("/orders?x=1", Buffer.buffer("{}"))));

        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.node()).isEqualTo("one");
        assertThat(answer.headers().get("X-Word")).isEqualTo("taken");
        assertThat(answer.body().toString()).isEqualTo("POST /orders?x=1 {}");
    }

    @Test
    void a_call_that_may_be_repeated_goes_to_another_instance() {
        AtomicInteger refused = new AtomicInteger();
        serve("bad", request -> {
            refused.incrementAndGet();
            request.response().setStatusCode(503).end();
        });
        serve("good", request -> request.response().end("here"));
        ServiceClient client = client(PATIENT);

        for (int i = 0; i < 6; i++) {
            assertThat(await(client.call(ServiceCall.get("/"))).node()).isEqualTo("good");
        }
        assertThat(refused.get()).isPositive();
    }

    @Test
    void a_call_that_may_not_be_repeated_is_sent_once() {
        AtomicInteger seen = new AtomicInteger();
        for (String node : List.of("one", "two")) {
            serve(node, request -> {
                seen.incrementAndGet();
                request.response().setStatusCode(503).end();
            });
        }
        assertThat(await(client(PATIENT).call(ServiceCall.post("/", Buffer.buffer("{}"))))
                        .status())
                .isEqualTo(503);
        assertThat(seen.get()).isEqualTo(1);
    }

    @Test
    void what_no_instance_has_seen_goes_to_another_one_whatever_it_does() throws IOException {
        instances.add(instance("gone", freePort()));
        serve("there", request -> request.response().end("here"));
        ServiceClient client = client(PATIENT);

        for (int i = 0; i < 4; i++) {
            assertThat(await(client.call(ServiceCall.post("/", Buffer.buffer("{}"))))
                            .node())
                    .isEqualTo("there");
        }
    }

    @Test
    void repetitions_end_when_their_share_is_used_up() {
        AtomicInteger seen = new AtomicInteger();
        for (String node : List.of("one", "two", "three")) {
            serve(node, request -> {
                seen.incrementAndGet();
                request.response().setStatusCode(503).end();
            });
        }
        ServiceClient client = client(PATIENT);
        for (int i = 0; i < 200; i++) {
            assertThat(await(client.call(ServiceCall.get("/"))).status()).isEqualTo(503);
        }
        // A tenth, and the ten at hand.
        assertThat(seen.get()).isBetween(200, 232);
    }

    @Test
    void a_second_instance_answers_for_one_that_hangs() {
        serve("hangs", request -> {});
        serve("answers", request -> request.response().end("here"));
        ServiceClient client = client(PATIENT.hedged(Duration.ofMillis(20)));

        for (int i = 0; i < 6; i++) {
            assertThat(await(client.call(ServiceCall.get("/"))).node()).isEqualTo("answers");
        }
    }

    @Test
    void a_call_that_is_not_answered_in_time_is_refused_as_timeout() {
        serve("hangs", request -> {});
        refused(client(PATIENT.within(Duration.ofMillis(100))), Kind.TIMEOUT);
    }

    @Test
    void a_call_waits_no_longer_than_its_caller_and_none_begins_too_late() {
        serve("hangs", request -> {});
        ServiceClient client = client(PATIENT);
        for (Duration left : List.of(Duration.ofMillis(100), Duration.ofMillis(-1))) {
            assertThatThrownBy(() -> await(client.call(ServiceCall.get("/").within(left))))
                    .isInstanceOfSatisfying(
                            ProblemException.class,
                            refused -> assertThat(refused.problem().kind()).isEqualTo(Kind.TIMEOUT));
        }
    }

    @Test
    void an_instance_is_told_how_much_time_is_left_and_a_second_one_how_much_then() {
        List<Long> told = new ArrayList<>();
        for (String node : List.of("one", "two")) {
            serve(node, request -> {
                told.add(Long.parseLong(request.getHeader("Busway-Timeout")));
                vertx.setTimer(50, later -> request.response()
                        .setStatusCode(told.size() == 1 ? 503 : 200)
                        .end());
            });
        }
        await(client(PATIENT).call(ServiceCall.get("/").within(Duration.ofSeconds(30))));

        assertThat(told).hasSize(2);
        assertThat(told.get(0)).isBetween(1L, 30_000L);
        assertThat(told.get(1)).isBetween(1L, told.get(0) - 40);
    }

    @Test
    void a_second_try_with_nobody_left_to_take_it_leaves_the_first_its_answer() {
        // Longer than the hedge waits, as the caller measures it too.
        serve("only", request -> vertx.setTimer(200, late -> request.response().end("here")));

        ServiceAnswer answer =
                await(client(PATIENT.hedged(Duration.ofMillis(20))).call(ServiceCall.get("/")));

        assertThat(answer.body().toString()).isEqualTo("here");
    }

    @Test
    void a_service_that_nobody_offers_is_refused_at_once() {
        refused(client(PATIENT), Kind.NO_HANDLER);
    }

    @Test
    void instances_that_cannot_be_reached_are_named() throws IOException {
        int port = freePort();
        instances.add(instance("gone", port));
        assertThatThrownBy(() -> await(client(PATIENT).call(ServiceCall.get("/"))))
                .hasMessageContaining("127.0.0.1:" + port);
    }

    private void refused(ServiceClient client, Kind kind) {
        assertThatThrownBy(() -> await(client.call(ServiceCall.get("/"))))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        refused -> assertThat(refused.problem().kind()).isEqualTo(kind));
    }

    private ServiceClient client(CallOptions options) {
        return new ServiceClient(
                vertx, "payments", () -> new RegistryView(List.copyOf(instances), Duration.ZERO), options);
    }

    private void serve(String node, Handler<HttpServerRequest> handler) {
        HttpServer server =
                await(vertx.createHttpServer().requestHandler(handler).listen(0, "127.0.0.1"));
        instances.add(instance(node, server.actualPort()));
    }

    private static ServiceInstance instance(String node, int port) {
        return new ServiceInstance(
                "payments",
                node,
                1,
                "",
                Health.PASSING,
                Map.of("http", "http://127.0.0.1:" + port),
                List.of(),
                List.of());
    }

    private static int freePort() throws IOException {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        }
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.await(90, TimeUnit.SECONDS);
        } catch (TimeoutException late) {
            throw new AssertionError("not within 90 s", late);
        }
    }
}
