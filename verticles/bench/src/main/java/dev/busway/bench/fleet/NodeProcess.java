package dev.busway.bench.fleet;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** One node: a JVM of its own that runs the jar. Blocks; used by one thread at a time. */
public final class NodeProcess {
    private static final Duration LONGEST_START = Duration.ofMinutes(5);
    private static final Duration LONGEST_DRAIN = Duration.ofSeconds(30);
    private static final Duration LONGEST_STOP = Duration.ofSeconds(10);
    private static final Duration BETWEEN_PROBES = Duration.ofMillis(100);

    private final String name;
    private final URI url;
    private final List<String> command;
    private final Map<String, String> environment;
    private final NodeFiles files;
    private Process process;

    private NodeProcess(String name, URI url, List<String> command, Map<String, String> environment, NodeFiles files)
            throws IOException {
        this.name = name;
        this.url = url;
        this.command = command;
        this.environment = environment;
        this.files = files;
        this.process = launch();
    }

    /** Starts the process and does not wait until it is ready. */
    public static NodeProcess launch(String name, URI url, Map<String, String> environment, NodeFiles files)
            throws IOException {
        return new NodeProcess(name, url, files.command(), environment, files);
    }

    public String name() {
        return name;
    }

    public URI url() {
        return url;
    }

    /** Starts it again after {@link #kill}. */
    public void relaunch() throws IOException {
        process = launch();
    }

    private Process launch() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(files.logOf(name).toFile()));
        builder.environment().putAll(environment);
        return builder.start();
    }

    /** Waits until the node says that it is ready. */
    public void awaitReady(HttpClient client) throws InterruptedException {
        HttpRequest probe = HttpRequest.newBuilder(url.resolve("/health/ready"))
                .timeout(Duration.ofSeconds(2))
                .build();
        Instant latest = Instant.now().plus(LONGEST_START);
        while (!ready(client, probe)) {
            if (!process.isAlive() || Instant.now().isAfter(latest)) {
                throw new IllegalStateException(name
                        + (process.isAlive() ? " is not ready after " + LONGEST_START.toSeconds() + " s" : " ended")
                        + "; the end of its log:\n" + files.endOfLog(name));
            }
            TimeUnit.MILLISECONDS.sleep(BETWEEN_PROBES.toMillis());
        }
    }

    private static boolean ready(HttpClient client, HttpRequest probe) throws InterruptedException {
        try {
            return client.send(probe, BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    /** SIGKILL: the node gets no chance to say goodbye. */
    public void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor(LONGEST_STOP.toSeconds(), TimeUnit.SECONDS);
    }

    /** SIGSTOP: alive to the system, silent to everybody else, until {@link #thaw}. */
    public void freeze() throws IOException, InterruptedException {
        signal("STOP");
    }

    /** SIGCONT. */
    public void thaw() throws IOException, InterruptedException {
        signal("CONT");
    }

    private void signal(String name) throws IOException, InterruptedException {
        int status = new ProcessBuilder("sh", "-c", "kill -" + name + " " + process.pid())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
        if (status != 0) {
            throw new IOException(this.name + " takes no SIG" + name);
        }
    }

    /** SIGTERM; whether the node then ended by itself within its drain time, and everything in flight was finished. */
    public boolean drain() throws InterruptedException {
        process.destroy();
        return process.waitFor(LONGEST_DRAIN.toSeconds(), TimeUnit.SECONDS) && process.exitValue() == 0;
    }

    /** SIGTERM; SIGKILL when that takes too long. */
    public void stop() {
        process.destroy();
        try {
            if (!process.waitFor(LONGEST_STOP.toSeconds(), TimeUnit.SECONDS)) {
                kill();
            }
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
