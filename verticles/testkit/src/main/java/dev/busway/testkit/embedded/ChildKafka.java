package dev.busway.testkit.embedded;

import dev.busway.testkit.embedded.KafkaFolder.AtClose;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

/**
 * A real Kafka in a JVM of its own, so that it can be killed: for crash tests. One node on 127.0.0.1; runs from this JVM's class
 * path. Dies with {@link #close}, or orphaned at the latest when the machine does: close it. Start blocks for two to four seconds.
 * Not safe on several threads.
 */
public final class ChildKafka implements AutoCloseable {
    private static final Duration LONGEST_START = Duration.ofMinutes(3);
    private static final Duration LONGEST_STOP = Duration.ofSeconds(60);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

    private final KafkaFolder folder;
    private final int port;
    private final int controllerPort;
    private final List<Door> doors;
    private final AtClose atClose;
    private Process process;

    /**
     * One more way in, for clients behind a {@link FaultProxy}.
     *
     * @param port where the server listens
     * @param advertised the port, of the proxy, that clients who came this way are told
     */
    public record Door(int port, int advertised) {}

    private ChildKafka(KafkaFolder folder, int[] ports, List<Door> doors, AtClose atClose) throws IOException {
        this.folder = folder;
        this.port = ports[0];
        this.controllerPort = ports[1];
        this.doors = doors;
        this.atClose = atClose;
        this.process = launch();
    }

    /** Starts a server on a free port that it keeps over restarts. Blocks. */
    public static ChildKafka start(Path home) throws IOException {
        return start(home, List.of());
    }

    /** The same with more ways in. Blocks. */
    public static ChildKafka start(Path home, List<Door> doors) throws IOException {
        return start(home, doors, AtClose.KEEP);
    }

    /** Starts an empty server; closing it deletes its data. Clears away what killed processes left. Blocks. */
    public static ChildKafka temporary(List<Door> doors) throws IOException {
        return start(KafkaFolder.temporary(), doors, AtClose.DELETE);
    }

    private static ChildKafka start(Path home, List<Door> doors, AtClose atClose) throws IOException {
        KafkaFolder folder = KafkaFolder.own(home.toAbsolutePath());
        int[] ports = KafkaFolder.ports(EmbeddedKafka.ANY_PORT);
        try {
            return new ChildKafka(folder, ports, doors, atClose);
        } catch (IOException | RuntimeException failed) {
            folder.close();
            throw failed;
        }
    }

    /** Where clients connect; the same after a restart. */
    public String bootstrap() {
        return EmbeddedKafka.HOST + ":" + port;
    }

    public long pid() {
        return process.pid();
    }

    /** SIGKILL: nothing is flushed, nobody is told. Blocks until it is dead. */
    public void kill() {
        process.destroyForcibly();
        awaitEnd();
    }

    /** Starts it again on the same port and data after {@link #kill}. Blocks. */
    public void restart() throws IOException {
        process = launch();
    }

    @Override
    public void close() {
        process.destroy();
        awaitEnd();
        try {
            if (atClose == AtClose.DELETE) {
                folder.delete();
            }
            folder.close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private Process launch() throws IOException {
        Path settings = folder.format(withDoors(folder.settings(port, controllerPort)));
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "kafka.Kafka",
                settings.toString());
        Process started = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.log().toFile()))
                .start();
        try {
            folder.servedBy(started);
            awaitPort(started);
        } catch (IOException | RuntimeException failed) {
            started.destroyForcibly();
            throw failed;
        }
        return started;
    }

    private Properties withDoors(Properties settings) {
        for (int i = 0; i < doors.size(); i++) {
            String name = ",DOOR" + i;
            append(
                    settings,
                    "listeners",
                    name + "://" + EmbeddedKafka.HOST + ":" + doors.get(i).port());
            append(
                    settings,
                    "advertised.listeners",
                    name + "://" + EmbeddedKafka.HOST + ":" + doors.get(i).advertised());
            append(settings, "listener.security.protocol.map", name + ":PLAINTEXT");
        }
        return settings;
    }

    private static void append(Properties settings, String name, String more) {
        settings.put(name, settings.getProperty(name) + more);
    }

    private void awaitPort(Process started) {
        long end = System.nanoTime() + LONGEST_START.toNanos();
        while (started.isAlive() && System.nanoTime() < end) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
                return;
            } catch (IOException notYet) {
                pause(started);
            }
        }
        throw new IllegalStateException("Kafka does not start: " + endOfLog());
    }

    /** Waits a moment, less if the process ends. */
    private static void pause(Process started) {
        try {
            started.waitFor(LOOK_AGAIN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while Kafka was starting", stopped);
        }
    }

    private void awaitEnd() {
        try {
            if (!process.waitFor(LONGEST_STOP.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException stopped) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private String endOfLog() {
        try {
            List<String> lines = Files.readAllLines(folder.log());
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
        } catch (IOException unreadable) {
            return "no log: " + unreadable.getMessage();
        }
    }
}
