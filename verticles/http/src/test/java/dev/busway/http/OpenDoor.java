package dev.busway.http;

import dev.busway.bus.Bus;
import dev.busway.bus.BusSetup;
import dev.busway.bus.MessageHandler;
import dev.busway.bus.gateway.GatewayContext;
import dev.busway.bus.gateway.GatewayContext.Phase;
import dev.busway.bus.store.Store;
import dev.busway.bus.store.StoreContext;
import dev.busway.bus.transport.Transport;
import dev.busway.bus.transport.TransportContext;
import dev.busway.config.Section;
import dev.busway.contract.Contract;
import dev.busway.contract.ContractReader;
import dev.busway.contract.HttpRoute;
import dev.busway.contract.OperationSpec;
import dev.busway.testkit.TestKafka;
import dev.busway.testkit.TestPostgres;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** A real node's worth of bus, event-bus transport and HTTP door on a free port of the loopback interface. */
final class OpenDoor implements AutoCloseable {
    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(30))
            .build();

    final Vertx vertx = Vertx.vertx();
    final HttpGateway gateway = new HttpGateway();
    final AtomicReference<Phase> phase = new AtomicReference<>(Phase.READY);
    final Bus bus;

    private final Optional<Store> store;

    private OpenDoor(Map<String, Object> http, List<Contract> contracts) {
        this(http, contracts, Map.of("vertx", Map.of()), Map.of());
    }

    private OpenDoor(
            Map<String, Object> http,
            List<Contract> contracts,
            Map<String, Map<String, Object>> carriers,
            Map<String, Object> database) {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        List<Transport> transports = new ArrayList<>();
        for (Transport transport : ServiceLoader.load(Transport.class)) {
            Map<String, Object> config = carriers.get(transport.name());
            if (config != null) {
                Section section = new Section(transport.name(), config);
                await(transport.open(new TransportContext(vertx, "test", section, meters)));
                transports.add(transport);
            }
        }
        store = database.isEmpty()
                ? Optional.empty()
                : ServiceLoader.load(Store.class).findFirst();
        store.ifPresent(opening ->
                await(opening.open(new StoreContext(vertx, "test", new Section(opening.name(), database), meters))));
        bus = await(Bus.open(vertx, new BusSetup("test", contracts, transports, store, meters)));
        store.ifPresent(starting -> await(starting.start(bus)));
        Map<String, Object> config = new HashMap<>(http);
        config.putIfAbsent("port", 0);
        await(gateway.open(new GatewayContext(
                vertx, bus, "test", new Section("http", config), phase::get, () -> "busway_up 1\n")));
    }

    /** With a real Kafka and a real PostgreSQL. */
    static OpenDoor durable() {
        return new OpenDoor(
                Map.of(),
                List.of(ContractReader.read(resource("http/durable.yaml"))),
                Map.of("vertx", Map.of(), "kafka", Map.of("bootstrap", TestKafka.bootstrap())),
                TestPostgres.freshDatabase().section());
    }

    static OpenDoor with(Map<String, Object> http) {
        return new OpenDoor(http, contracts());
    }

    /** With the contract of this name alone. */
    static OpenDoor of(String contract) {
        return of(contract, Map.of());
    }

    static OpenDoor of(String contract, Map<String, Object> http) {
        return new OpenDoor(http, List.of(ContractReader.read(resource(contract))));
    }

    static OpenDoor open() {
        return with(Map.of());
    }

    /** Starts with a second contract whose one operation wants the route of the first one's. */
    static OpenDoor running(Contract door, String channel) {
        OperationSpec thing = door.operationsOn("door.things").get(0);
        OperationSpec rival = new OperationSpec(
                "rival",
                thing.action(),
                channel,
                List.of(),
                thing.replyChannel(),
                thing.replies(),
                List.of(),
                thing.timeout(),
                thing.maxInFlight(),
                Optional.of(new HttpRoute("GET", "/things/{other}", List.of())),
                thing.respond());
        Contract second =
                new Contract("second", "Second", "1.0.0", "3.0.0", List.of(), List.of(rival), "{}", List.of());
        return new OpenDoor(Map.of(), List.of(door, second));
    }

    static List<Contract> contracts() {
        return List.of(ContractReader.read(resource("http/door.yaml")));
    }

    static Path resource(String name) {
        try {
            return Path.of(
                    Objects.requireNonNull(OpenDoor.class.getClassLoader().getResource(name), name)
                            .toURI());
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    OpenDoor handling(String channel, MessageHandler handler) {
        return handling(channel, "test", handler);
    }

    OpenDoor handling(String channel, String group, MessageHandler handler) {
        await(Future.<Object>future(done -> vertx.runOnContext(
                go -> bus.channel(channel).handle(group, handler).onComplete(made -> done.handle(made.mapEmpty())))));
        return this;
    }

    int port() {
        return gateway.port();
    }

    URI at(String path) {
        return URI.create("http://127.0.0.1:" + port() + path);
    }

    HttpResponse<String> get(String path, String... headers) {
        return send(request(path, headers).GET());
    }

    HttpResponse<String> post(String path, String body, String... headers) {
        return send(request(path, headers).POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    HttpResponse<String> postJson(String path, String json, String... headers) {
        return send(request(path, headers)
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json)));
    }

    HttpRequest.Builder request(String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(at(path)).timeout(Duration.ofSeconds(60));
        return headers.length == 0 ? request : request.headers(headers);
    }

    static HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return CLIENT.send(request.build(), BodyHandlers.ofString());
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }

    /** What the door answers to raw bytes, until it closes the connection or is silent for as long as a read may wait. */
    String raw(String bytes) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            StringBuilder answer = new StringBuilder();
            byte[] part = new byte[8_192];
            try {
                for (int n = socket.getInputStream().read(part);
                        n >= 0;
                        n = socket.getInputStream().read(part)) {
                    answer.append(new String(part, 0, n, StandardCharsets.ISO_8859_1));
                }
                return answer + "<closed>";
            } catch (IOException waitedLongEnough) {
                return answer.toString();
            }
        }
    }

    static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
        } catch (java.util.concurrent.ExecutionException failed) {
            throw failed.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(failed);
        } catch (Exception failed) {
            throw new IllegalStateException(failed);
        }
    }

    @Override
    public void close() {
        await(gateway.close());
        await(bus.drain());
        store.ifPresent(closing -> await(closing.drain().compose(drained -> closing.close())));
        await(vertx.close());
    }
}
