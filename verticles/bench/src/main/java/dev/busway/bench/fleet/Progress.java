package dev.busway.bench.fleet;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Shows every second how far it is. */
public final class Progress implements AutoCloseable {
    private static final Duration EVERY = Duration.ofSeconds(1);

    private final CountDownLatch closed = new CountDownLatch(1);
    private final String who;
    private final Consumer<String> out;

    /** @param who begins every line */
    public Progress(String who, Consumer<String> out) {
        this.who = who;
        this.out = out;
    }

    public void say(String line) {
        out.accept(who + ": " + line);
    }

    /** From now on says this every second, as long as it changes. */
    public void follow(Supplier<String> line) {
        Thread follower = new Thread(() -> sayChanges(line), "progress");
        follower.setDaemon(true);
        follower.start();
    }

    private void sayChanges(Supplier<String> line) {
        String said = "";
        try {
            do {
                String now = line.get();
                if (!now.equals(said)) {
                    said = now;
                    say(now);
                }
            } while (!closed.await(EVERY.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
