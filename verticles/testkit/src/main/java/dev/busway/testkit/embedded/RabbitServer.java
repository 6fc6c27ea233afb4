package dev.busway.testkit.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real RabbitMQ as child processes, from the program that is installed on this machine: for tests and development. Listens on
 * 127.0.0.1 alone; user and password are {@code guest}. It outlives a killed JVM; the next start on its folder stops the orphan. No
 * shutdown hook: close it yourself.
 *
 * <p>Start and stop block for some seconds: never on an event loop. Not safe on several threads.
 */
public final class RabbitServer implements AutoCloseable {
    public static final String HOST = "127.0.0.1";

    private static final Logger LOG = LoggerFactory.getLogger(RabbitServer.class);
    private static final String TEMPORARY = "busway-rabbitmq";
    private static final String PROGRAM = "rabbitmq-server";
    /** Debian's, whose name on the path wants to change the user. */
    private static final Path DEBIAN = Path.of("/usr/lib/rabbitmq/bin");

    private static final Duration LONGEST_START = Duration.ofMinutes(3);
    private static final Duration LONGEST_COMMAND = Duration.ofSeconds(60);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

    private enum AtClose {
        KEEP,
        DELETE
    }

    private final Path programs;
    private final RabbitFolder folder;
    private final AtClose atClose;
    private final int port;
    private final Map<String, String> environment;
    private final Process names;
    private boolean closed;

    private RabbitServer(Path programs, RabbitFolder folder, AtClose atClose) throws IOException {
        this.programs = programs;
        this.folder = folder;
        this.atClose = atClose;
        int[] ports = ports();
        this.port = ports[0];
        this.environment = folder.environment(port, ports[1], ports[2]);
        // Its own server of names, as a child: the one that Erlang starts by itself never ends.
        this.names = command("epmd", "-port", String.valueOf(ports[2]), "-address", HOST);
        folder.names(names.toHandle());
    }

    /** Whether the program is installed here. */
    public static boolean isInstalled() {
        return programs().isPresent();
    }

    /** Starts an empty server on a free port; closing it deletes its data. Clears away what killed processes left. Blocks. */
    public static RabbitServer temporary() throws IOException {
        Path home = Files.createTempDirectory(TEMPORARY);
        try (DirectoryStream<Path> others = Files.newDirectoryStream(home.getParent(), TEMPORARY + "*")) {
            for (Path other : others) {
                RabbitFolder.clearOrphan(other);
            }
        }
        return start(home, AtClose.DELETE);
    }

    /**
     * Starts a server on a free port, whose data stays. Blocks.
     *
     * @param home made when it is not there; an orphaned server on it is stopped first
     * @throws IllegalStateException when no RabbitMQ is installed, another living process uses the folder, or the server does not
     *     start: with the end of its log
     */
    public static RabbitServer start(Path home) throws IOException {
        return start(home, AtClose.KEEP);
    }

    private static RabbitServer start(Path home, AtClose atClose) throws IOException {
        Path programs = programs()
                .orElseThrow(() -> new IllegalStateException(
                        "No RabbitMQ is installed. Mend: on Debian, apt-get install rabbitmq-server."));
        RabbitFolder folder = RabbitFolder.own(home.toAbsolutePath());
        try {
            folder.stopServer();
            folder.stopNames();
            RabbitServer server = new RabbitServer(programs, folder, atClose);
            server.restart();
            return server;
        } catch (IOException | RuntimeException failed) {
            folder.stopServer();
            folder.stopNames();
            folder.close();
            throw failed;
        }
    }

    /** Where clients connect; the same after a restart. */
    public String uri() {
        return "amqp://guest:guest@" + HOST + ":" + port;
    }

    public int port() {
        return port;
    }

    /** Where its data and its log are. */
    public Path home() {
        return folder.home();
    }

    /** Starts it again on the same port and data after {@link #stop} or {@link #kill}. Blocks. */
    public void restart() throws IOException {
        long began = System.nanoTime();
        Process script = command(programs.resolve(PROGRAM).toString());
        try {
            awaitPort(script);
        } catch (RuntimeException failed) {
            folder.stopServer();
            script.destroyForcibly();
            throw failed;
        }
        LOG.atInfo()
                .addKeyValue("port", port)
                .addKeyValue(
                        "took_ms", Duration.ofNanos(System.nanoTime() - began).toMillis())
                .log("rabbitmq started");
    }

    public boolean isRunning() {
        return folder.server().isPresent();
    }

    /** Stops it in order: clients are told, what is confirmed stays. Blocks. */
    public void stop() {
        folder.stopServer();
    }

    /** SIGKILL: nothing is flushed, nobody is told. Blocks until it is dead. */
    public void kill() {
        folder.server().ifPresent(RabbitFolder::kill);
    }

    /** Cuts off every client; the server goes on. Blocks. */
    public void closeConnections() throws IOException {
        Process tool = command(
                programs.resolve("rabbitmqctl").toString(),
                "-n",
                RabbitFolder.NODE,
                "close_all_connections",
                "for a test");
        try {
            if (!tool.waitFor(LONGEST_COMMAND.toMillis(), TimeUnit.MILLISECONDS) || tool.exitValue() != 0) {
                throw new IllegalStateException("rabbitmqctl failed: " + folder.endOfLog());
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** Stops the server and what belongs to it; deletes the data of a temporary one. Blocks. A second call does nothing. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            folder.stopServer();
            RabbitFolder.kill(names.toHandle());
            if (atClose == AtClose.DELETE) {
                folder.delete();
            }
            folder.close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private Process command(String... words) throws IOException {
        ProcessBuilder command = new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.log().toFile()));
        command.environment().keySet().removeIf(name -> name.startsWith("RABBITMQ_"));
        command.environment().putAll(environment);
        return command.start();
    }

    private static Optional<Path> programs() {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        return Stream.concat(Stream.of(DEBIAN), Stream.of(path.split(":")).map(Path::of))
                .filter(folder -> Files.isExecutable(folder.resolve(PROGRAM)))
                .findFirst();
    }

    /** Three ports that were free a moment ago. */
    private static int[] ports() throws IOException {
        InetAddress here = InetAddress.getLoopbackAddress();
        try (ServerSocket clients = new ServerSocket(0, 1, here);
                ServerSocket peers = new ServerSocket(0, 1, here);
                ServerSocket names = new ServerSocket(0, 1, here)) {
            return new int[] {clients.getLocalPort(), peers.getLocalPort(), names.getLocalPort()};
        }
    }

    /** It listens when it is ready. */
    private void awaitPort(Process script) {
        long end = System.nanoTime() + LONGEST_START.toNanos();
        while (script.isAlive() && System.nanoTime() < end) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
                return;
            } catch (IOException notYet) {
                pause(script);
            }
        }
        throw new IllegalStateException("RabbitMQ does not start: " + folder.endOfLog());
    }

    /** Waits a moment, less if the process ends. */
    private static void pause(Process script) {
        try {
            script.waitFor(LOOK_AGAIN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while RabbitMQ was starting", stopped);
        }
    }
}
