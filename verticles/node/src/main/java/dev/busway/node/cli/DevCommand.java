package dev.busway.node.cli;

import dev.busway.contract.Contract;
import dev.busway.node.ConfigSource;
import dev.busway.node.Node;
import dev.busway.node.NodeProcess;
import dev.busway.node.StartException;
import dev.busway.node.dev.DevServers;
import dev.busway.node.dev.FreePort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs a node with the servers that it needs inside. */
@Command(
        name = "dev",
        description = {
            "Runs a node with a real Kafka and a real PostgreSQL inside, until Ctrl-C, which ends all of them.",
            "Their data stays in the folder .busway; remove it to begin anew."
        },
        footer = {"", "busway dev --conf conf/busway.yaml"})
final class DevCommand implements Callable<Integer> {
    private static final String EMBEDDED = "dev.busway.testkit.embedded.EmbeddedKafka";
    /** Of the HTTP door, where the configuration names none. */
    private static final int DEFAULT_PORT = 8080;

    private static final String HTTP_PORT = "BUSWAY_HTTP_PORT";

    @Mixin
    private final Voice voice = new Voice();

    @Mixin
    private final ConfigOption config = new ConfigOption();

    @Option(
            names = "--data",
            paramLabel = "FOLDER",
            defaultValue = ".busway",
            description = "Where the servers keep their data; default ${DEFAULT-VALUE}.")
    private Path data = Path.of("");

    @Option(
            names = "--welcome",
            paramLabel = "FILE",
            description = "Text that is printed when the node is ready; {url} in it becomes its address.")
    private Optional<Path> welcome = Optional.empty();

    @Override
    public Integer call() throws InterruptedException, IOException {
        ReadyLine ready = new ReadyLine();
        ConfigSource source = config.source();
        serversAreHere();
        source = source.with(freePort(source));
        // Before servers are started, so that what the author must mend is said at once.
        List<Contract> contracts = source.read().contracts();
        NodeProcess process = new NodeProcess();
        try (DevServers servers = DevServers.start(data)) {
            return process.run(source.with(servers.environment()).read(), contracts, node -> {
                told(servers);
                voice.say(ready.of(node, voice.form()));
                welcome(node);
            });
        }
    }

    private static void serversAreHere() {
        try {
            Class.forName(EMBEDDED);
        } catch (ClassNotFoundException lean) {
            throw new StartException(
                    "this jar has no servers inside. Mend: use busway-dev.jar for dev mode, or run with"
                            + " your own Kafka and PostgreSQL: busway run.");
        }
    }

    private Map<String, String> freePort(ConfigSource source) throws IOException {
        int port = source.read().port("http").orElse(DEFAULT_PORT);
        if (port == 0 || FreePort.isFree(port)) {
            return Map.of();
        }
        int other = FreePort.any();
        voice.remark("busway: port " + port + " is taken, using " + other);
        return Map.of(HTTP_PORT, Integer.toString(other));
    }

    private void told(DevServers servers) {
        if (voice.form() == Voice.Form.PEOPLE) {
            voice.say("kafka    " + servers.kafka());
            voice.say("postgres " + servers.postgres());
        }
    }

    private void welcome(Node node) {
        String url = node.urls().getOrDefault("http", "");
        welcome.ifPresent(file -> {
            try {
                voice.say(Files.readString(file).replace("{url}", url));
            } catch (IOException unreadable) {
                voice.remark("busway: " + file + " cannot be read.");
            }
        });
    }
}
