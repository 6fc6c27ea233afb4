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
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A JVM beside this one with the same class path. It prints {@code READY …} when it can be called, and ends by itself when its
 * standard input closes, so that it never outlives us, however we end.
 */
public final class ChildJvm implements AutoCloseable {
    private static final String READY = "READY";
    private static final String START = "start";
    private static final String STOP = "stop";
    private static final String RECORDING = "bench";
    private static final long STOP_SECONDS = 10;

    private static final long LONGEST_ANSWER_SECONDS = 120;

    private final String name;
    private final Process process;
    private final List<String> answer;
    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();

    private ChildJvm(String name, Process process, List<String> answer) {
        this.name = name;
        this.process = process;
        this.answer = answer;
    }

    /** What a child does when it is told to. */
    public interface Part {
        void start() throws Exception;

        void stop() throws Exception;
    }

    public static ChildJvm start(Class<?> main, List<String> jvmArguments, List<String> arguments) {
        return start(main.getName(), System.getProperty("java.class.path"), jvmArguments, arguments);
    }

    /** Does so with a class of another class path. */
    public static ChildJvm start(String main, String classPath, List<String> jvmArguments, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(System.getProperty("java.home") + "/bin/java");
        command.addAll(jvmArguments);
        command.add("-Dlogback.configurationFile=" + System.getProperty("logback.configurationFile", ""));
        command.addAll(List.of("-cp", classPath, main));
        command.addAll(arguments);
        try {
            Process process =
                    new ProcessBuilder(command).redirectError(Redirect.INHERIT).start();
            BufferedReader lines =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith(READY)) {
                    ChildJvm child = new ChildJvm(main, process, List.of(line.split(" ")));
                    child.drain(lines);
                    return child;
                }
                System.err.println(line);
            }
            throw new IllegalStateException(main + " ended before it was ready; its output is above");
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** In the child: says that it is ready, with what the parent must know, and waits until the parent is gone. */
    public static void ready(Object... words) throws IOException {
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
    public String word(int index) {
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

    /** In the child: ready at once; starts and stops its part as it is asked to, until the parent is gone. */
    public static void serve(Part part) throws Exception {
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        System.out.println(READY);
        for (String command = commands.readLine(); command != null; command = commands.readLine()) {
            if (command.equals(START)) {
                part.start();
            } else {
                part.stop();
            }
            System.out.println(READY);
        }
        Runtime.getRuntime().halt(0);
    }

    /** Has a child that {@link #serve serves} start its part; returns when that has started. */
    public void startPart() throws IOException, InterruptedException {
        ask(START);
    }

    /** Has it stop its part; returns when that has stopped. */
    public void stopPart() throws IOException, InterruptedException {
        ask(STOP);
    }

    private void ask(String command) throws IOException, InterruptedException {
        process.getOutputStream().write((command + "\n").getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
        for (long second = 0; second < LONGEST_ANSWER_SECONDS; second++) {
            if (answers.poll(1, TimeUnit.SECONDS) != null) {
                return;
            }
            if (!process.isAlive()) {
                throw new IllegalStateException(name + " ended when it was to " + command + "; its output is above");
            }
        }
        throw new IllegalStateException(name + " does not " + command + " in " + LONGEST_ANSWER_SECONDS + " s");
    }

    /** SIGSTOP: alive to the system, silent to everybody else, until {@link #thaw}. */
    public void freeze() throws IOException, InterruptedException {
        signal("STOP");
    }

    /** SIGCONT. */
    public void thaw() throws IOException, InterruptedException {
        signal("CONT");
    }

    private void signal(String signal) throws IOException, InterruptedException {
        int status = new ProcessBuilder("sh", "-c", "kill -" + signal + " " + process.pid())
                .redirectErrorStream(true)
                .redirectOutput(Redirect.DISCARD)
                .start()
                .waitFor();
        if (status != 0) {
            throw new IOException(name + " takes no SIG" + signal);
        }
    }

    public long pid() {
        return process.pid();
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

    private void drain(BufferedReader lines) {
        Thread reader = new Thread(
                () -> lines.lines().forEach(line -> {
                    if (line.startsWith(READY)) {
                        answers.add(line);
                    } else {
                        System.err.println(line);
                    }
                }),
                "child output");
        reader.setDaemon(true);
        reader.start();
    }
}
