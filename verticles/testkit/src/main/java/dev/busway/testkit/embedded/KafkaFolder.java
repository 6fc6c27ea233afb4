package dev.busway.testkit.embedded;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Properties;
import java.util.stream.Stream;
import kafka.tools.StorageTool;
import org.apache.kafka.common.Uuid;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder of one embedded Kafka: {@code data}, {@code server.properties} and {@code lock}. Whoever holds the lock owns the
 * folder; the system frees it when its process dies.
 */
final class KafkaFolder implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaFolder.class);
    private static final String TEMPORARY = "busway-kafka";
    private static final String SETTINGS = "server.properties";
    private static final String PID = "pid";

    private final Path home;
    private final FileChannel channel;
    private final FileLock lock;

    private KafkaFolder(Path home, FileChannel channel, FileLock lock) {
        this.home = home;
        this.channel = channel;
        this.lock = lock;
    }

    /** What becomes of a server's data when it is closed. */
    enum AtClose {
        KEEP,
        DELETE
    }

    /** A new folder among the temporary ones; those that processes left which are dead by now are deleted. */
    static Path temporary() throws IOException {
        Path home = Files.createTempDirectory(TEMPORARY);
        try (DirectoryStream<Path> others = Files.newDirectoryStream(home.getParent(), TEMPORARY + "*")) {
            for (Path other : others) {
                clearOrphan(other);
            }
        }
        return home;
    }

    /** Does nothing where somebody lives or starts just now: settings are written by who has the lock. */
    private static void clearOrphan(Path home) {
        if (!Files.exists(home.resolve(SETTINGS))) {
            return;
        }
        try (KafkaFolder orphan = own(home)) {
            orphan.stopServer();
            orphan.delete();
        } catch (IOException | UncheckedIOException | IllegalStateException inUse) {
            LOG.atDebug().addKeyValue("folder", home).log("kafka folder is in use");
        }
    }

    /** Says which process serves this folder, for who finds it orphaned. */
    void servedBy(Process server) throws IOException {
        Files.writeString(home.resolve(PID), Long.toString(server.pid()));
    }

    /** A server of its own process outlives the one that started it when that is killed. */
    private void stopServer() throws IOException {
        Path pid = home.resolve(PID);
        if (!Files.exists(pid)) {
            return;
        }
        String settings = home.resolve(SETTINGS).toString();
        ProcessHandle.of(Long.parseLong(Files.readString(pid).trim()))
                // The number may be another process's by now.
                .filter(process -> process.info().arguments().stream()
                        .flatMap(Arrays::stream)
                        .anyMatch(settings::equals))
                .ifPresent(process -> {
                    process.destroyForcibly();
                    process.onExit().join();
                });
    }

    static KafkaFolder own(Path home) throws IOException {
        Files.createDirectories(home);
        FileChannel channel =
                FileChannel.open(home.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException heldByThisProcess) {
            lock = null;
        }
        if (lock == null) {
            channel.close();
            throw new IllegalStateException("The Kafka folder " + home
                    + " is used by another running process. Mend: stop that one, or use another folder.");
        }
        return new KafkaFolder(home, channel, lock);
    }

    /** Two ports that were free a moment ago; the first is {@code wanted} unless that is 0. */
    static int[] ports(int wanted) {
        try (ServerSocket first = new ServerSocket(wanted, 1, InetAddress.getLoopbackAddress());
                ServerSocket second = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return new int[] {first.getLocalPort(), second.getLocalPort()};
        } catch (IOException taken) {
            throw new IllegalStateException(
                    "Port " + wanted + " is taken. Mend: stop what listens there, or let Kafka choose a port.", taken);
        }
    }

    /** Settings of one small node that is broker and controller in one. */
    Properties settings(int port, int controllerPort) {
        String host = EmbeddedKafka.HOST;
        Properties p = new Properties();
        p.put("process.roles", "broker,controller");
        p.put("node.id", "1");
        p.put("controller.quorum.voters", "1@" + host + ":" + controllerPort);
        p.put("controller.listener.names", "CONTROLLER");
        p.put("listeners", "PLAINTEXT://" + host + ":" + port + ",CONTROLLER://" + host + ":" + controllerPort);
        p.put("advertised.listeners", "PLAINTEXT://" + host + ":" + port);
        p.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        p.put("inter.broker.listener.name", "PLAINTEXT");
        p.put("log.dirs", home.resolve("data").toString());
        p.put("offsets.topic.replication.factor", "1");
        p.put("offsets.topic.num.partitions", "4");
        p.put("transaction.state.log.replication.factor", "1");
        p.put("transaction.state.log.min.isr", "1");
        p.put("transaction.state.log.num.partitions", "4");
        p.put("group.initial.rebalance.delay.ms", "0");
        p.put("auto.create.topics.enable", "false");
        // By default a broker that was killed is missed for ten seconds before its successor may register.
        p.put("broker.session.timeout.ms", "2000");
        p.put("broker.heartbeat.interval.ms", "500");
        // One developer's load, not a data centre's: the defaults take 128 MiB for the cleaner alone.
        p.put("log.cleaner.dedupe.buffer.size", "2097152");
        p.put("num.network.threads", "2");
        p.put("num.io.threads", "4");
        p.put("log.index.size.max.bytes", "1048576");
        return p;
    }

    /** Gives a new folder its cluster id, once. */
    Path format(Properties settings) throws IOException {
        Path file = home.resolve(SETTINGS);
        try (OutputStream out = Files.newOutputStream(file)) {
            settings.store(out, null);
        }
        if (!Files.exists(home.resolve("data").resolve("meta.properties"))) {
            ByteArrayOutputStream said = new ByteArrayOutputStream();
            String[] arguments = {"format", "-t", Uuid.randomUuid().toString(), "-c", file.toString()};
            int status = StorageTool.execute(arguments, new PrintStream(said, true, StandardCharsets.UTF_8));
            if (status != 0) {
                throw new IllegalStateException("Kafka cannot use " + home + ": "
                        + said.toString(StandardCharsets.UTF_8).trim());
            }
        }
        return file;
    }

    Path log() {
        return home.resolve("kafka.log");
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
}
