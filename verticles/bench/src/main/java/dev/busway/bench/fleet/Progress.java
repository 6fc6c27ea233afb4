package dev.busway.bench.demo;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Shows every second how far it is. */
final class Progress implements AutoCloseable {
    private static final Duration EVERY = Duration.ofSeconds(1);

    private final CountDownLatch closed = new CountDownLatch(1);
    private final Consumer<String> out;

    Progress(Consumer<String> out) {
        this.out = out;
    }

    void say(String line) {
        out.accept("demo: " + line);
    }

    /** From now on says this every second, as long as it changes. */
    void follow(Supplier<String> line) {
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
