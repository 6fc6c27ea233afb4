package dev.busway.testkit.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A real nginx as one child process, from the program that is installed on this machine: for tests. Needs no right and no folder but
 * its own. No shutdown hook: close it yourself. Start and stop block: never on an event loop. Not safe on several threads.
 */
public final class NginxServer implements AutoCloseable {
    private static final Duration LONGEST_START = Duration.ofMinutes(1);
    private static final Duration LONGEST_STOP = Duration.ofSeconds(10);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(50);
    private static final String HTTP = "http {";
    private static final List<String> SCRATCH = List.of(
            "client_body_temp_path", "proxy_temp_path", "fastcgi_temp_path", "uwsgi_temp_path", "scgi_temp_path");

    private final Path home;
    private final Process process;

    private NginxServer(Path home, Process process) {
        this.home = home;
        this.process = process;
    }

    /**
     * Starts it; returns when it listens.
     *
     * @param program as {@link dev.busway.testkit.Programs#nginx} finds it
     * @param configuration a whole {@code nginx.conf}, whose access log is moved into its folder
     * @param port where it says that it listens
     * @throws IllegalStateException where it does not start: with what it says
     */
    public static NginxServer start(Path program, String configuration, int port) throws IOException {
        Path home = Files.createTempDirectory("busway-nginx");
        Path file = Files.writeString(home.resolve("nginx.conf"), moved(configuration, home));
        Process process = new ProcessBuilder(
                        program.toString(),
                        "-p",
                        home.toString(),
                        "-c",
                        file.toString(),
                        "-g",
                        "daemon off; master_process off; pid nginx.pid; error_log error.log;")
                .redirectErrorStream(true)
                .redirectOutput(home.resolve("output.log").toFile())
                .start();
        NginxServer server = new NginxServer(home, process);
        try {
            server.awaitPort(port);
            return server;
        } catch (RuntimeException failed) {
            server.close();
            throw failed;
        }
    }

    /** One line for each request. */
    public List<String> accessLog() throws IOException {
        return Files.readAllLines(home.resolve("access.log"));
    }

    private static String moved(String configuration, Path home) {
        StringBuilder scratch = new StringBuilder(HTTP);
        SCRATCH.forEach(name -> scratch.append('\n')
                .append(name)
                .append(' ')
                .append(home.resolve(name))
                .append(';'));
        return configuration
                .replaceFirst("access_log \\S+", "access_log " + home.resolve("access.log"))
                .replace(HTTP, scratch);
    }

    private void awaitPort(int port) {
        long end = System.nanoTime() + LONGEST_START.toNanos();
        while (process.isAlive() && System.nanoTime() < end) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
                return;
            } catch (IOException notYet) {
                pause();
            }
        }
        throw new IllegalStateException("nginx does not start: " + said("output.log") + said("error.log"));
    }

    private String said(String log) {
        try {
            return Files.readString(home.resolve(log));
        } catch (IOException none) {
            return "";
        }
    }

    private void pause() {
        try {
            process.waitFor(LOOK_AGAIN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while nginx was starting", stopped);
        }
    }

    /** Ends it and deletes its folder. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(LONGEST_STOP.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException stopped) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        try (Stream<Path> found = Files.walk(home)) {
            for (Path path : found.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException left) {
            throw new UncheckedIOException(left);
        }
    }
}
