package dev.busway.testkit.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder of one RabbitMQ: its data, log, cookie and {@code lock}. Whoever holds the lock owns the folder; the system frees it
 * when its process dies, so a server that still runs then is an orphan and is stopped.
 */
final class RabbitFolder implements AutoCloseable {
    /** With a name server of its own, each node may have the same name. */
    static final String NODE = "busway@localhost";

    private static final Logger LOG = LoggerFactory.getLogger(RabbitFolder.class);
    private static final Duration SOFT_STOP = Duration.ofSeconds(30);
    private static final Duration HARD_STOP = Duration.ofSeconds(30);

    private final Path home;
    private final FileChannel channel;
    private final FileLock lock;

    private RabbitFolder(Path home, FileChannel channel, FileLock lock) {
        this.home = home;
        this.channel = channel;
        this.lock = lock;
    }

    static RabbitFolder own(Path home) throws IOException {
        Files.createDirectories(home);
        FileChannel channel =
                FileChannel.open(home.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = null;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException heldByThisProcess) {
            LOG.atDebug().addKeyValue("folder", home).log("rabbitmq folder is held by this process");
        }
        if (lock == null) {
            channel.close();
            throw new IllegalStateException("The RabbitMQ folder " + home
                    + " is used by another running process. Mend: stop that one, or use another folder.");
        }
        return new RabbitFolder(home, channel, lock);
    }

    /** Stops and deletes a temporary server that outlived its process; does nothing where one lives, or starts just now. */
    static void clearOrphan(Path home) {
        if (!Files.exists(home.resolve("rabbit.pid"))) {
            return;
        }
        try (RabbitFolder orphan = own(home)) {
            orphan.stopServer();
            orphan.stopNames();
            orphan.delete();
        } catch (IOException | UncheckedIOException | IllegalStateException inUse) {
            LOG.atDebug().addKeyValue("folder", home).log("rabbitmq folder is in use");
        }
    }

    /** What the server and its tools are told: nothing outside this folder, nobody outside this machine. */
    Map<String, String> environment(int port, int peerPort, int namesPort) throws IOException {
        Path plugins = home.resolve("enabled_plugins");
        Path nothing = home.resolve("rabbitmq-env.conf");
        Files.writeString(plugins, "[].");
        Files.writeString(nothing, "");
        return Map.ofEntries(
                Map.entry("HOME", home.toString()),
                Map.entry("ERL_EPMD_PORT", String.valueOf(namesPort)),
                Map.entry("ERL_EPMD_ADDRESS", RabbitServer.HOST),
                Map.entry("RABBITMQ_NODENAME", NODE),
                Map.entry("RABBITMQ_NODE_IP_ADDRESS", RabbitServer.HOST),
                Map.entry("RABBITMQ_NODE_PORT", String.valueOf(port)),
                Map.entry("RABBITMQ_DIST_PORT", String.valueOf(peerPort)),
                Map.entry("RABBITMQ_MNESIA_BASE", home.resolve("data").toString()),
                Map.entry("RABBITMQ_LOG_BASE", home.resolve("log").toString()),
                Map.entry("RABBITMQ_PID_FILE", pidFile().toString()),
                Map.entry("RABBITMQ_CONFIG_FILE", home.resolve("rabbitmq").toString()),
                Map.entry("RABBITMQ_CONF_ENV_FILE", nothing.toString()),
                Map.entry("RABBITMQ_ENABLED_PLUGINS_FILE", plugins.toString()),
                Map.entry("RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS", "-kernel inet_dist_use_interface {127,0,0,1}"));
    }

    Path home() {
        return home;
    }

    Path log() {
        return home.resolve("rabbit.log");
    }

    String endOfLog() {
        try {
            List<String> lines = Files.readAllLines(log());
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
        } catch (IOException unreadable) {
            return "no log: " + unreadable.getMessage();
        }
    }

    /** The living server that the pid file names; the number of a dead one may long be another program's. */
    Optional<ProcessHandle> server() {
        return process(pidFile(), "/beam.smp");
    }

    /** Remembers the server of names, so that an orphan can be found. */
    void names(ProcessHandle process) throws IOException {
        Files.writeString(namesFile(), String.valueOf(process.pid()));
    }

    /** Stops the server on this folder, if one runs: what is confirmed stays. */
    void stopServer() {
        server().ifPresent(process -> {
            process.destroy();
            if (!ends(process, SOFT_STOP)) {
                kill(process);
            }
            LOG.atInfo()
                    .addKeyValue("pid", process.pid())
                    .addKeyValue("folder", home)
                    .log("rabbitmq stopped");
        });
    }

    void stopNames() {
        process(namesFile(), "/epmd").ifPresent(RabbitFolder::kill);
    }

    /** SIGKILL, and waits until it is dead. */
    static void kill(ProcessHandle process) {
        process.destroyForcibly();
        if (!ends(process, HARD_STOP)) {
            throw new IllegalStateException("The process " + process.pid() + " does not end. Mend: stop it by hand.");
        }
    }

    void delete() throws IOException {
        try (Stream<Path> all = Files.walk(home)) {
            all.sorted(Comparator.reverseOrder()).forEach(path -> {
                try {
                    Files.deleteIfExists(path);
                } catch (IOException stays) {
                    throw new UncheckedIOException(stays);
                }
            });
        }
    }

    @Override
    public void close() throws IOException {
        lock.release();
        channel.close();
    }

    private Path pidFile() {
        return home.resolve("rabbit.pid");
    }

    private Path namesFile() {
        return home.resolve("epmd.pid");
    }

    private static Optional<ProcessHandle> process(Path file, String program) {
        try {
            return Files.exists(file)
                    ? ProcessHandle.of(Long.parseLong(Files.readString(file).trim()))
                            .filter(process ->
                                    process.info().command().orElse("").endsWith(program))
                    : Optional.empty();
        } catch (IOException | NumberFormatException halfWritten) {
            return Optional.empty();
        }
    }

    private static boolean ends(ProcessHandle process, Duration wait) {
        try {
            process.onExit().get(wait.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException alive) {
            return false;
        } catch (ExecutionException unknown) {
            return !process.isAlive();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return !process.isAlive();
        }
    }
}
