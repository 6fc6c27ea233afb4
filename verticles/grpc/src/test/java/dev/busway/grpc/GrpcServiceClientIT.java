package dev.busway.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.busway.bus.Problem.Kind;
import dev.busway.bus.ProblemException;
import dev.busway.bus.discovery.Health;
import dev.busway.bus.discovery.ServiceInstance;
import dev.busway.bus.discovery.Services;
import dev.busway.bus.service.CallOptions;
import dev.busway.bus.service.Policy;
import dev.busway.bus.service.ServiceDoor;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.grpc.common.GrpcMessageDecoder;
import io.vertx.grpc.common.GrpcMessageEncoder;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.common.ServiceMethod;
import io.vertx.grpc.common.ServiceName;
import io.vertx.grpc.server.GrpcServer;
import io.vertx.grpc.server.GrpcServerRequest;
import io.vertx.grpc.server.GrpcServerResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Calls of real gRPC servers. */
class GrpcServiceClientIT {
    private static final ServiceName PAYMENTS = ServiceName.create("test.Payments");
    private static final ServiceMethod<Buffer, Buffer> CALLED =
            ServiceMethod.client(PAYMENTS, "Pay", GrpcMessageEncoder.IDENTITY, GrpcMessageDecoder.IDENTITY);
    private static final ServiceMethod<Buffer, Buffer> SERVED =
            ServiceMethod.server(PAYMENTS, "Pay", GrpcMessageEncoder.IDENTITY, GrpcMessageDecoder.IDENTITY);
    private static final CallOptions PATIENT =
            CallOptions.DEFAULTS.with(Policy.ROUND_ROBIN).within(Duration.ofSeconds(60));

    private final Vertx vertx = Vertx.vertx();
    private final List<ServiceInstance> instances = new ArrayList<>();

    @AfterEach
    void close() {
        await(vertx.close());
    }

    @Test
    void an_answer_says_who_gave_it_and_carries_its_status() {
        serve("one", (message, response) -> {
            if (message.toString().equals("nobody")) {
                response.status(GrpcStatus.NOT_FOUND)
                        .statusMessage("no such card")
                        .end();
            } else {
                response.end(Buffer.buffer("paid " + message));
            }
        });
        GrpcServiceClient client = client(PATIENT);

        GrpcAnswer<Buffer> paid = await(client.call(call("7")));
        assertThat(paid.status()).isEqualTo(GrpcStatus.OK);
        assertThat(paid.node()).isEqualTo("one");
        assertThat(paid.message()).map(Buffer::toString).contains("paid 7");

        GrpcAnswer<Buffer> missing = await(client.call(call("nobody")));
        assertThat(missing.status()).isEqualTo(GrpcStatus.NOT_FOUND);
        assertThat(missing.reason()).isEqualTo("no such card");
        assertThat(missing.message()).isEmpty();
    }

    @Test
    void of_three_instances_one_may_be_killed_and_nobody_notices() {
        serve("one", (message, response) -> response.end(Buffer.buffer("one")));
        HttpServer killed = serve("two", (message, response) -> response.end(Buffer.buffer("two")));
        serve("three", (message, response) -> response.end(Buffer.buffer("three")));
        GrpcServiceClient client = client(PATIENT);
        assertThat(nodes(client)).containsExactlyInAnyOrder("one", "two", "three");

        await(killed.close());
        assertThat(nodes(client)).containsExactlyInAnyOrder("one", "three");
    }

    @Test
    void who_is_unavailable_is_left_out_and_what_may_be_repeated_goes_elsewhere() {
        serve("bad", (message, response) -> response.status(GrpcStatus.UNAVAILABLE)
                .end());
        serve("good", (message, response) -> response.end(Buffer.buffer("here")));
        GrpcServiceClient client = client(PATIENT);

        assertThat(nodes(client)).containsExactly("good");
        for (int i = 0; i < 6; i++) {
            assertThat(await(client.call(call("x"))).node()).isEqualTo("good");
        }
    }

    @Test
    void an_instance_is_told_how_much_time_is_left() {
        instances.add(instance(
                "tells",
                listen(GrpcServer.server(vertx)
                        .callHandler(
                                SERVED,
                                request -> request.handler(
                                        message -> request.response().end(Buffer.buffer("" + request.timeout())))))));
        GrpcAnswer<Buffer> told = await(client(PATIENT).call(call("x").within(Duration.ofSeconds(30))));

        assertThat(Long.parseLong(told.message().orElseThrow().toString())).isBetween(1L, 30_000L);
    }

    @Test
    void a_call_that_is_not_answered_in_time_is_refused_as_timeout() {
        serve("hangs", (message, response) -> {});
        assertThatThrownBy(() -> await(client(PATIENT).call(call("x").within(Duration.ofMillis(200)))))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        late -> assertThat(late.problem().kind()).isEqualTo(Kind.TIMEOUT));
    }

    @Test
    void a_service_that_nobody_offers_is_refused_at_once() {
        assertThatThrownBy(() -> await(client(PATIENT).call(call("x"))))
                .isInstanceOfSatisfying(ProblemException.class, refused -> {
                    assertThat(refused.problem().kind()).isEqualTo(Kind.NO_HANDLER);
                    assertThat(refused.problem().cause()).contains("grpc");
                });
    }

    private Set<String> nodes(GrpcServiceClient client) {
        Set<String> nodes = new TreeSet<>();
        for (int i = 0; i < 12; i++) {
            GrpcAnswer<Buffer> answer = await(client.call(call("x").repeatable()));
            assertThat(answer.status()).isEqualTo(GrpcStatus.OK);
            nodes.add(answer.node());
        }
        return nodes;
    }

    private static GrpcCall<Buffer, Buffer> call(String message) {
        return GrpcCall.of(CALLED, Buffer.buffer(message));
    }

    private GrpcServiceClient client(CallOptions options) {
        Services.use(vertx, new FakeRegistry(), instances);
        return GrpcServiceClient.of(new ServiceDoor(vertx, "payments"), options);
    }

    private HttpServer serve(String node, BiConsumer<Buffer, GrpcServerResponse<Buffer, Buffer>> answer) {
        HttpServer server = listen(GrpcServer.server(vertx)
                .callHandler(
                        SERVED,
                        (GrpcServerRequest<Buffer, Buffer> request) ->
                                request.handler(message -> answer.accept(message, request.response()))));
        instances.add(instance(node, server));
        return server;
    }

    private HttpServer listen(GrpcServer server) {
        return await(vertx.createHttpServer().requestHandler(server).listen(0, "127.0.0.1"));
    }

    private static ServiceInstance instance(String node, HttpServer server) {
        return new ServiceInstance(
                "payments",
                node,
                1,
                "",
                Health.PASSING,
                Map.of("grpc", "grpc://127.0.0.1:" + server.actualPort()),
                List.of(),
                List.of());
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.await(90, TimeUnit.SECONDS);
        } catch (TimeoutException late) {
            throw new AssertionError("not within 90 s", late);
        }
    }
}
