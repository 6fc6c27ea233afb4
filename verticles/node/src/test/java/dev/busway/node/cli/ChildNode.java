package dev.busway.node.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A node as a process of its own: the real fat jar, with the test's verticles beside it. */
final class ChildNode implements AutoCloseable {
    private static final Path JAR = Path.of("target/busway-dev.jar").toAbsolutePath();
    private static final Path TESTS = Path.of("target/test-classes").toAbsolutePath();
    private static final Duration LONGEST_START = Duration.ofMinutes(3);
    private static final Duration LONGEST_END = Duration.ofMinutes(2);
    private static final Pattern URL = Pattern.compile(" http=(\\S+)");

    private final Process process;
    private final Path output;
    private final HttpClient client = HttpClient.newHttpClient();

    private ChildNode(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /** Starts what users start: a jar, on this JVM. */
    static ChildNode jar(Path java, Path jar, Path folder, String... words) throws IOException {
        List<String> command = new ArrayList<>(List.of(java.toString(), "-Xmx256m", "-jar", jar.toString()));
        command.addAll(List.of(words));
        return launch(folder, command);
    }

    /** Starts {@code busway} with these words; does not wait. */
    static ChildNode start(Path folder, String... words) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                System.getProperty("java.home") + "/bin/java",
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
                "--add-opens=java.management/sun.management=ALL-UNNAMED",
                "--add-opens=jdk.management/com.sun.management.internal=ALL-UNNAMED",
                "--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED",
                "-cp",
                JAR + ":" + TESTS,
                Busway.class.getName()));
        command.addAll(List.of(words));
        return launch(folder, command);
    }

    private static ChildNode launch(Path folder, List<String> command) throws IOException {
        Path output = Files.createTempFile(folder, "node", ".log");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(Redirect.to(output.toFile()))
                .start();
        return new ChildNode(process, output);
    }

    /** Waits until it says that it is ready. */
    ChildNode ready() throws InterruptedException {
        long end = System.nanoTime() + LONGEST_START.toNanos();
        while (!output().contains("busway ready")) {
            if (process.waitFor(50, TimeUnit.MILLISECONDS) || System.nanoTime() > end) {
                throw new AssertionError("not ready: " + output());
            }
        }
        return this;
    }

    String url() {
        Matcher url = URL.matcher(output());
        if (!url.find()) {
            throw new AssertionError("no address: " + output());
        }
        return url.group(1);
    }

    CompletableFuture<HttpResponse<String>> ask(String text) {
        return ask("probe.ask", text);
    }

    /** It is answered when its folder says so. */
    CompletableFuture<HttpResponse<String>> askAndHold(String text) {
        return ask("probe.held", text);
    }

    private CompletableFuture<HttpResponse<String>> ask(String channel, String text) {
        return client.sendAsync(
                HttpRequest.newBuilder(URI.create(url() + "/channels/" + channel))
                        .header("Content-Type", "application/json")
                        .timeout(Duration.ofSeconds(60))
                        .POST(HttpRequest.BodyPublishers.ofString("{\"text\":\"" + text + "\"}"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    String output() {
        try {
            return Files.readString(output);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** SIGTERM. */
    void terminate() {
        process.destroy();
    }

    /** SIGKILL. */
    void kill() {
        process.destroyForcibly();
    }

    int exitCode() throws InterruptedException {
        if (!process.waitFor(LONGEST_END.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("it did not end: " + output());
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    static int freePort() throws IOException {
        return freePorts(1).get(0);
    }

    /** So many different ones. */
    static List<Integer> freePorts(int count) throws IOException {
        List<ServerSocket> probes = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                probes.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            }
            return probes.stream().map(ServerSocket::getLocalPort).toList();
        } finally {
            for (ServerSocket probe : probes) {
                probe.close();
            }
        }
    }
}
