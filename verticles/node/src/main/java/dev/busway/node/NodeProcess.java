package dev.busway.node;

import dev.busway.contract.Contract;
import dev.busway.node.Node.Ending;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * A node as the work of this process: until Ctrl-C or SIGTERM, upon which it drains; one more, later, ends the process at once.
 */
public final class NodeProcess {
    /** As a shell tells of a process that Ctrl-C ended. */
    private static final int INTERRUPTED = 130;
    /** Added to the drain time before the process ends without its node. */
    private static final Duration GRACE = Duration.ofSeconds(5);

    /** One Ctrl-C may come twice: from the terminal and from a wrapper that passes it on. */
    private static final Duration SAME_SIGNAL = Duration.ofSeconds(2);

    private static final int CLEAN = 0;

    private final CountDownLatch asked = new CountDownLatch(1);
    private final AtomicLong firstSignal = new AtomicLong();

    /** From now on signals end what {@link #run} runs. */
    public NodeProcess() {
        Signals.onEnd(() -> {
            long now = System.nanoTime();
            long first = firstSignal.compareAndExchange(0, now);
            if (first != 0 && now - first > SAME_SIGNAL.toNanos()) {
                Runtime.getRuntime().halt(INTERRUPTED);
            }
            asked.countDown();
        });
    }

    /**
     * Blocks until the process is asked to end and the node has drained.
     *
     * @param whenReady told once, with the ready node
     * @return the exit code: 0 when everything in flight was finished
     */
    public int run(NodeConfig config, List<Contract> contracts, Consumer<Node> whenReady) throws InterruptedException {
        Node node = started(config, contracts);
        if (asked.getCount() > 0) {
            whenReady.accept(node);
        }
        asked.await();
        try {
            Ending ending = node.end()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(config.node().drain().plus(GRACE).toMillis(), TimeUnit.MILLISECONDS);
            return ending == Ending.CLEAN ? CLEAN : Failure.FAILED;
        } catch (ExecutionException | TimeoutException stuck) {
            return Failure.FAILED;
        }
    }

    private static Node started(NodeConfig config, List<Contract> contracts) throws InterruptedException {
        Duration longest = config.node().start();
        try {
            return Node.start(config, contracts)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(longest.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof RuntimeException known
                    ? known
                    : new StartException(Failure.sentence(failed), failed);
        } catch (TimeoutException late) {
            throw new StartException(
                    "the node was not ready within " + longest.toSeconds()
                            + " s. Mend: see the log for what it waits for, or raise node.start.",
                    late);
        }
    }
}
