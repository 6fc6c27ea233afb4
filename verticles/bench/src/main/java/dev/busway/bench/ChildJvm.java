package dev.busway.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A JVM beside this one with the same class path. It prints {@code READY …} when it can be called, and ends by itself when its
 * standard input closes, so that it never outlives us, however we end.
 */
final class ChildJvm implements AutoCloseable {
    private static final String READY = "READY";
    private static final String RECORDING = "bench";
    private static final long STOP_SECONDS = 10;

    private final Process process;
    private final List<String> answer;

    private ChildJvm(Process process, List<String> answer) {
        this.process = process;
        this.answer = answer;
    }

    static ChildJvm start(Class<?> main, List<String> jvmArguments, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(System.getProperty("java.home") + "/bin/java");
        command.addAll(jvmArguments);
        command.add("-Dlogback.configurationFile=" + System.getProperty("logback.configurationFile", ""));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(arguments);
        try {
            Process process =
                    new ProcessBuilder(command).redirectError(Redirect.INHERIT).start();
            BufferedReader lines =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith(READY)) {
                    drain(lines);
                    return new ChildJvm(process, List.of(line.split(" ")));
                }
                System.err.println(line);
            }
            throw new IllegalStateException(main.getSimpleName() + " ended before it was ready; its output is above");
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** In the child: says that it is ready, with what the parent must know, and waits until the parent is gone. */
    static void ready(Object... words) throws IOException {
        StringBuilder line = new StringBuilder(READY);
        for (Object word : words) {
            line.append(' ').append(word);
        }
        System.out.println(line);
        System.out.flush();
        int parent;
        do {
            parent = System.in.read();
        } while (parent >= 0);
        Runtime.getRuntime().halt(0);
    }

    /** Word number {@code index}, from 0, of what the child said. */
    String word(int index) {
        return answer.get(index + 1);
    }

    /** Writes what the child has recorded of itself so far, where it was started by {@link #recorded}. */
    void dump(Path recording) throws IOException, InterruptedException {
        new ProcessBuilder(
                        System.getProperty("java.home") + "/bin/jcmd",
                        Long.toString(process.pid()),
                        "JFR.dump",
                        "name=" + RECORDING,
                        "filename=" + recording.toAbsolutePath())
                .redirectOutput(Redirect.DISCARD)
                .redirectError(Redirect.INHERIT)
                .start()
                .waitFor();
    }

    /** JVM arguments by which a child records where its time goes, from {@code delay} after its start. */
    static List<String> recorded(List<String> jvmArguments, Duration delay) {
        List<String> more = new ArrayList<>(jvmArguments);
        more.add("-XX:StartFlightRecording:name=" + RECORDING + ",settings=profile,delay=" + delay.toSeconds() + "s");
        return more;
    }

    long cpuNanos() {
        return process.info().totalCpuDuration().map(Duration::toNanos).orElse(0L);
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor(STOP_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static void drain(BufferedReader lines) {
        Thread reader = new Thread(() -> lines.lines().forEach(System.err::println), "child output");
        reader.setDaemon(true);
        reader.start();
    }
}
