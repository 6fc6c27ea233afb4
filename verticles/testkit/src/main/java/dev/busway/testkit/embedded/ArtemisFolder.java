package dev.busway.testkit.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.stream.Stream;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.JournalType;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;

/**
 * The folder of one embedded Artemis: journal, paging, large messages and {@code lock}. Whoever holds the lock owns the folder; the
 * system frees it when its process dies.
 */
final class ArtemisFolder implements AutoCloseable {
    private static final int JOURNAL_FILE_BYTES = 1 << 20;
    private static final long MOST_MEMORY_BYTES = 64L << 20;
    private static final long NEVER = -1;

    private final Path home;
    private final FileChannel channel;
    private final FileLock lock;

    private ArtemisFolder(Path home, FileChannel channel, FileLock lock) {
        this.home = home;
        this.channel = channel;
        this.lock = lock;
    }

    static ArtemisFolder own(Path home) throws IOException {
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
            throw new IllegalStateException("The Artemis folder " + home
                    + " is used by another running process. Mend: stop that one, or use another folder.");
        }
        return new ArtemisFolder(home, channel, lock);
    }

    /** A port that was free a moment ago: {@code wanted} unless that is 0. */
    static int port(int wanted) {
        try (ServerSocket probe = new ServerSocket(wanted, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        } catch (IOException taken) {
            throw new IllegalStateException(
                    "Port " + wanted + " is taken. Mend: stop what listens there, or let Artemis choose a port.",
                    taken);
        }
    }

    /** One small broker that speaks AMQP 1.0 to whoever comes from this machine. */
    Configuration settings(int port) throws Exception {
        ConfigurationImpl settings = new ConfigurationImpl();
        settings.setBrokerInstance(home.toFile());
        settings.setBindingsDirectory(home.resolve("bindings").toString());
        settings.setJournalDirectory(home.resolve("journal").toString());
        settings.setPagingDirectory(home.resolve("paging").toString());
        settings.setLargeMessagesDirectory(home.resolve("large").toString());
        settings.setPersistenceEnabled(true);
        settings.setJournalType(JournalType.NIO);
        // One developer's load, not a data centre's.
        settings.setJournalFileSize(JOURNAL_FILE_BYTES);
        settings.setJournalBufferTimeout_NIO(1_000_000);
        settings.setSecurityEnabled(false);
        settings.setJMXManagementEnabled(false);
        settings.setCriticalAnalyzer(false);
        settings.setMaxDiskUsage((int) NEVER);
        settings.setGlobalMaxSize(MOST_MEMORY_BYTES);
        settings.addAcceptorConfiguration("amqp", "tcp://" + EmbeddedArtemis.HOST + ":" + port + "?protocols=AMQP");
        settings.addAddressSetting("#", new AddressSettings());
        return settings;
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
