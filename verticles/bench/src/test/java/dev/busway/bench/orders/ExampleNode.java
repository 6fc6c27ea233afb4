package dev.busway.bench.orders;

import static org.awaitility.Awaitility.await;

import dev.busway.bench.fleet.Servers;
import dev.busway.node.ConfigSource;
import dev.busway.node.Node;
import dev.busway.node.NodeConfig;
import dev.busway.testkit.embedded.EmbeddedPostgres;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One node of this JVM with the example system, as {@code conf/busway.yaml} says, on a real Kafka and PostgreSQL. */
final class ExampleNode implements AutoCloseable {
    private static final Duration LONGEST = Duration.ofMinutes(2);

    private final Servers servers;
    private final Node node;
    private final HttpClient client = HttpClient.newHttpClient();

    private ExampleNode(Servers servers, Node node) {
        this.servers = servers;
        this.node = node;
    }

    static ExampleNode start() throws Exception {
        Servers servers = Servers.start();
        Map<String, String> settings = Map.of(
                "BUSWAY_NODE_NAME",
                "node-1",
                "BUSWAY_HTTP_PORT",
                "0",
                "BUSWAY_KAFKA_BOOTSTRAP",
                servers.kafkaBootstrap(),
                "BUSWAY_POSTGRES_PORT",
                Integer.toString(servers.postgresPort()),
                "BUSWAY_POSTGRES_USER",
                EmbeddedPostgres.USER);
        ConfigSource source = new ConfigSource(Path.of("../../conf/busway.yaml"), settings);
        NodeConfig config = source.read();
        Node node = Node.start(config, config.contracts()).await(LONGEST.toSeconds(), TimeUnit.SECONDS);
        ExampleNode example = new ExampleNode(servers, node);
        await().atMost(LONGEST)
                .until(() -> example.answer("/menus").getJsonArray("menus").size() == 3);
        return example;
    }

    URI url() {
        return URI.create(node.urls().get("http"));
    }

    JsonObject get(String path, String... headers) throws IOException, InterruptedException {
        return new JsonObject(send(request(path, headers).GET()).body());
    }

    /** What it answers when it does so in its operation's time, which a busy machine may miss. */
    JsonObject answer(String path) {
        return new JsonObject(await().atMost(LONGEST)
                .until(() -> send(request(path).GET()), answer -> answer.statusCode() == 200)
                .body());
    }

    HttpResponse<String> post(String path, JsonObject body, String... headers)
            throws IOException, InterruptedException {
        return send(request(path, headers)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body.encode())));
    }

    /** A number that the database knows. */
    int count(String query, String parameter) throws SQLException {
        try (var connection = DriverManager.getConnection(servers.jdbcUrl());
                var statement = connection.prepareStatement(query)) {
            statement.setString(1, parameter);
            try (var rows = statement.executeQuery()) {
                rows.next();
                return rows.getInt(1);
            }
        }
    }

    private HttpRequest.Builder request(String path, String... headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(url().resolve(path)).timeout(LONGEST);
        return headers.length == 0 ? request : request.headers(headers);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), BodyHandlers.ofString());
    }

    @Override
    public void close() throws IOException {
        try {
            node.end().await(LONGEST.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException late) {
            throw new IOException("the node does not end", late);
        } finally {
            servers.close();
        }
    }
}
