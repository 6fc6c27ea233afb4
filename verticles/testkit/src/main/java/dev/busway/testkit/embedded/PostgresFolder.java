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
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder of one embedded PostgreSQL: {@code data}, {@code postgres.log} and {@code lock}. Whoever holds the lock owns the
 * folder; the system frees it when its process dies, so a server that still runs then is an orphan and is stopped.
 */
final class PostgresFolder implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PostgresFolder.class);
    /** A fast shutdown writes a checkpoint; a slow disk may take its time. */
    private static final Duration FAST_STOP = Duration.ofSeconds(20);

    private static final Duration HARD_STOP = Duration.ofSeconds(30);

    private final Path home;
    private final FileChannel channel;
    private final FileLock lock;

    private PostgresFolder(Path home, FileChannel channel, FileLock lock) {
        this.home = home;
        this.channel = channel;
        this.lock = lock;
    }

    static PostgresFolder own(Path home) throws IOException {
        Files.createDirectories(home);
        FileChannel channel =
                FileChannel.open(home.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = null;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException heldByThisProcess) {
            LOG.atDebug().addKeyValue("folder", home).log("postgres folder is held by this process");
        }
        if (lock == null) {
            channel.close();
            throw new IllegalStateException("The PostgreSQL folder " + home
                    + " is used by another running process. Mend: stop that one, or use another folder.");
        }
        return new PostgresFolder(home, channel, lock);
    }

    /** Stops and deletes a temporary server that outlived its process; does nothing where one lives, or starts just now. */
    static void clearOrphan(Path home) {
        if (!Files.exists(home.resolve("data/postmaster.pid"))) {
            return;
        }
        try (PostgresFolder orphan = own(home)) {
            orphan.stopServer();
            orphan.delete();
        } catch (IOException | UncheckedIOException | IllegalStateException inUse) {
            LOG.atDebug().addKeyValue("folder", home).log("postgres folder is in use");
        }
    }

    Path data() {
        return home.resolve("data");
    }

    Path log() {
        return home.resolve("postgres.log");
    }

    /** Stops the server on this folder, if one runs: its clients are cut off, what is committed stays. */
    void stopServer() throws IOException {
        Optional<ProcessHandle> server = server();
        if (server.isPresent()) {
            ProcessHandle process = server.get();
            // Java sends SIGTERM only, for which PostgreSQL waits until its last client has gone.
            if (!signal(process, "INT", FAST_STOP) && !signal(process, "QUIT", HARD_STOP)) {
                throw new IllegalStateException("The PostgreSQL server " + process.pid() + " on " + home
                        + " does not stop. Mend: stop it by hand.");
            }
            LOG.atInfo()
                    .addKeyValue("pid", process.pid())
                    .addKeyValue("folder", home)
                    .log("postgres stopped");
        }
    }

    /** The living server that {@code postmaster.pid} names; the number of a dead one may long be another program's. */
    Optional<ProcessHandle> server() throws IOException {
        Path pidFile = data().resolve("postmaster.pid");
        if (!Files.exists(pidFile)) {
            return Optional.empty();
        }
        List<String> lines = Files.readAllLines(pidFile);
        if (lines.size() < 2 || !Path.of(lines.get(1)).toAbsolutePath().equals(data().toAbsolutePath())) {
            return Optional.empty();
        }
        return ProcessHandle.of(Long.parseLong(lines.get(0).trim()))
                .filter(process -> process.info().command().orElse("").endsWith("/postgres"));
    }

    private static boolean signal(ProcessHandle process, String signal, Duration wait) throws IOException {
        new ProcessBuilder("sh", "-c", "kill -" + signal + " " + process.pid())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return ends(process, wait);
    }

    /** Waits for a server that was told to stop. */
    void awaitEnd(ProcessHandle process) {
        if (!ends(process, HARD_STOP)) {
            LOG.atWarn().addKeyValue("pid", process.pid()).log("postgres has stopped but its process has not ended");
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

    void delete() throws IOException {
        try (Stream<Path> all = Files.walk(home)) {
            all.sorted(Comparator.reverseOrder()).forEach(path -> {
                try {
                    Files.delete(path);
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
