package dev.busway.bench.orders;

import dev.busway.bench.fleet.NodeFiles;
import dev.busway.bench.fleet.NodeProcess;
import dev.busway.bench.fleet.NodeSettings;
import dev.busway.bench.fleet.Ports;
import dev.busway.bench.fleet.Servers;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Two nodes of one cluster, processes of their own with the example system, on a real Kafka and PostgreSQL. */
final class NodePair implements AutoCloseable {
    private final Servers servers;
    private final NodeFiles files;
    private final List<Integer> doors;
    private final List<NodeProcess> nodes = new ArrayList<>();

    private NodePair(Servers servers, NodeFiles files, List<Integer> doors) {
        this.servers = servers;
        this.files = files;
        this.doors = doors;
    }

    static NodePair start(HttpClient client) throws Exception {
        List<Path> classPath = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of)
                .toList();
        Path work = Files.createTempDirectory("busway-pair");
        NodeFiles files = new NodeFiles(
                classPath.get(0),
                Path.of("../../conf/busway.yaml").toAbsolutePath().normalize(),
                classPath.subList(1, classPath.size()),
                work,
                work);
        List<Integer> ports = Ports.free(4);
        NodePair pair = new NodePair(Servers.start(), files, ports.subList(0, 2));
        try {
            for (int i = 0; i < 2; i++) {
                pair.launch(i, ports.subList(2, 4));
                pair.nodes.get(i).awaitReady(client);
            }
            return pair;
        } catch (Exception failed) {
            pair.close();
            throw failed;
        }
    }

    private void launch(int index, List<Integer> members) throws IOException {
        String name = "node-" + (index + 1);
        NodeSettings settings = new NodeSettings(name, doors.get(index), members.get(index), members);
        Map<String, String> environment =
                new HashMap<>(settings.environment(servers.kafkaBootstrap(), servers.postgresPort()));
        // Compiled at once and not well: the least work for a machine that does much else.
        environment.put("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1");
        nodes.add(NodeProcess.launch(name, URI.create("http://127.0.0.1:" + doors.get(index)), environment, files));
    }

    /** Where each takes calls. */
    List<Integer> doors() {
        return doors;
    }

    void kill(int index) throws InterruptedException {
        nodes.get(index).kill();
    }

    @Override
    public void close() throws IOException {
        nodes.parallelStream().forEach(NodeProcess::stop);
        servers.close();
        files.delete();
    }
}
