package dev.busway.testkit.simulation;

import io.vertx.core.internal.EventExecutor;
import org.jspecify.annotations.Nullable;

/** An event loop of a node: what it is given it does in that order, a little later. */
final class VirtualLoop implements EventExecutor {
    /** What one hop costs at most. */
    private static final int LONGEST_HOP_NANOS = 50_000;

    private final VirtualNode node;
    private long last;

    VirtualLoop(VirtualNode node) {
        this.node = node;
    }

    @Override
    public boolean inThread() {
        return node.time().loop == this;
    }

    @Override
    public void execute(Runnable work) {
        VirtualTime time = node.time();
        last = Math.max(last, time.nanos() + 1 + time.random().nextInt(LONGEST_HOP_NANOS));
        time.plan(node, last, () -> run(work));
    }

    VirtualTime.Step timer(long nanos, Runnable work) {
        return node.time().plan(node, node.time().nanos() + nanos, () -> run(work));
    }

    private void run(Runnable work) {
        VirtualTime time = node.time();
        @Nullable VirtualLoop before = time.loop;
        time.loop = this;
        try {
            work.run();
        } catch (RuntimeException | AssertionError thrown) {
            time.fail(thrown);
        } finally {
            time.loop = before;
        }
    }
}
