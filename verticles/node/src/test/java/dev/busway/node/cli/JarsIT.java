package dev.busway.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Both jars, as users start them, on every JVM of this machine that is new enough. */
class JarsIT {
    private static final Path MACHINE = Path.of("/usr/lib/jvm");
    private static final int OLDEST = 17;

    private final Path folder;

    JarsIT(@TempDir Path folder) {
        this.folder = folder;
    }

    static List<Arguments> jarsAndJvms() throws IOException {
        List<Path> jvms = jvms();
        return Stream.of("busway.jar", "busway-dev.jar")
                .flatMap(jar -> jvms.stream().map(jvm -> Arguments.of(jar, jvm)))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("jarsAndJvms")
    void a_jar_starts_a_member_of_a_cluster_that_answers_and_ends_clean(String jar, Path jvm) throws Exception {
        NodeFolder nodes = NodeFolder.at(folder);
        int port = ChildNode.freePort();
        Path config = nodes.config("alone", """
                node: {name: alone}
                http: {port: 0}
                cluster: {enabled: true, port: %d, members: ['127.0.0.1:%d']}
                """.formatted(port, port));
        try (ChildNode node = ChildNode.jar(
                jvm.resolve("bin/java"),
                Path.of("target", jar).toAbsolutePath(),
                folder,
                "run",
                "--conf",
                config.toString())) {
            HttpResponse<String> ready = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create(node.ready().url() + "/health/ready"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            assertThat(ready.statusCode()).isEqualTo(200);

            node.terminate();

            assertThat(node.exitCode()).isZero();
            assertThat(node.output()).contains("ended=\"CLEAN\"");
        }
    }

    /** The JVM of this build, and one of each other version that the machine has. */
    private static List<Path> jvms() throws IOException {
        Path own = Path.of(System.getProperty("java.home")).toRealPath();
        int version = Runtime.version().feature();
        if (!Files.isDirectory(MACHINE)) {
            return List.of(own);
        }
        try (Stream<Path> installed = Files.list(MACHINE)) {
            Stream<Path> others = installed
                    .filter(home -> version(home) >= OLDEST && version(home) != version)
                    .filter(home -> Files.isExecutable(home.resolve("bin/java")));
            return Stream.concat(Stream.of(own), others).toList();
        }
    }

    /** As its release file says; 0 where there is none. */
    private static int version(Path home) {
        try (Stream<String> lines = Files.lines(home.resolve("release"))) {
            return lines.filter(line -> line.startsWith("JAVA_VERSION="))
                    .map(line -> line.replaceAll("[^0-9.]", "").split("\\.", 2)[0])
                    .mapToInt(Integer::parseInt)
                    .findFirst()
                    .orElse(0);
        } catch (IOException noJvm) {
            return 0;
        }
    }
}
