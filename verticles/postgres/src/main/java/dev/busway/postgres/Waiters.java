package dev.busway.postgres;

import dev.busway.bus.Problem;
import dev.busway.bus.Problem.Kind;
import dev.busway.bus.ProblemException;
import dev.busway.bus.ProblemMessage;
import dev.busway.bus.store.Operation;
import dev.busway.bus.store.Operations;
import dev.busway.codec.FrameCodec;
import dev.busway.message.Message;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Those on this node who wait for an operation. Woken by the node that finished it; one look at all that is waited for, now and
 * then, finds what a dead node could not tell. Safe on any thread.
 */
final class Waiters implements Operations {
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(2);
    private static final Duration WHEN_FULL = Duration.ofSeconds(1);

    private final Vertx vertx;
    private final OperationRows rows;
    private final int most;
    private final Duration retention;
    private final Consumer<String> ended;
    private final Map<String, List<Promise<Optional<Operation>>>> waiting = new HashMap<>();
    private final Set<String> woken = new HashSet<>();
    private final long timer;
    private int count;
    private boolean looking;

    /** @param ended tells other nodes of an operation that has ended here */
    Waiters(Vertx vertx, OperationRows rows, PostgresOptions options, Consumer<String> ended) {
        this.vertx = vertx;
        this.rows = rows;
        this.most = options.waiters();
        this.retention = options.retention();
        this.ended = ended;
        this.timer = vertx.setPeriodic(LOOK_EVERY.toMillis(), tick -> wake(ids()));
    }

    @Override
    public Future<Optional<Operation>> find(String id) {
        return rows.find(id).recover(failure -> Future.failedFuture(new ProblemException(Failures.problem(failure))));
    }

    @Override
    public Future<Optional<Operation>> await(String id, Duration wait) {
        Duration bounded = wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
        if (bounded.isZero() || bounded.isNegative()) {
            return find(id);
        }
        // On the caller's context, whoever wakes it.
        Promise<Optional<Operation>> promise = ((VertxInternal) vertx).promise();
        if (!add(id, promise)) {
            return Future.failedFuture(new ProblemException(Problem.of(
                            Kind.BUSY,
                            "More than " + most + " callers wait for operations on this node.",
                            "Ask again later, or raise postgres.waiters.")
                    .retryAfter(WHEN_FULL)));
        }
        long end =
                vertx.setTimer(bounded.toMillis(), late -> find(id).onComplete(promise::tryComplete, promise::tryFail));
        // Added first, looked second: what finishes in between wakes it.
        find(id).onSuccess(found -> {
            if (found.isEmpty() || found.get().state().terminal()) {
                promise.tryComplete(found);
            }
        });
        return promise.future().onComplete(done -> {
            vertx.cancelTimer(end);
            remove(id, promise);
        });
    }

    @Override
    public Future<Optional<Operation>> cancel(String id) {
        Message answer = ProblemMessage.encode(Operation.CANCELLED);
        return rows.cancel(id, FrameCodec.encode(answer), (int) retention.toSeconds())
                .onSuccess(refused -> {
                    if (refused) {
                        wake(List.of(id));
                        ended.accept(id);
                    }
                })
                .recover(failure -> Future.failedFuture(new ProblemException(Failures.problem(failure))))
                .compose(refused -> find(id));
    }

    /** Somewhere these operations ended. */
    void wake(Collection<String> ids) {
        Set<String> look;
        synchronized (this) {
            ids.stream().filter(waiting::containsKey).forEach(woken::add);
            if (looking || woken.isEmpty()) {
                return;
            }
            looking = true;
            look = new HashSet<>(woken);
            woken.clear();
        }
        rows.finished(look).onComplete(found -> {
            if (found.succeeded()) {
                found.result().forEach(this::complete);
            }
            synchronized (this) {
                looking = false;
            }
            wake(List.of());
        });
    }

    private void complete(Operation operation) {
        List<Promise<Optional<Operation>>> promises;
        synchronized (this) {
            promises = List.copyOf(waiting.getOrDefault(operation.id(), List.of()));
        }
        promises.forEach(promise -> promise.tryComplete(Optional.of(operation)));
    }

    private synchronized boolean add(String id, Promise<Optional<Operation>> promise) {
        if (count >= most) {
            return false;
        }
        count++;
        waiting.computeIfAbsent(id, first -> new ArrayList<>()).add(promise);
        return true;
    }

    private synchronized void remove(String id, Promise<Optional<Operation>> promise) {
        List<Promise<Optional<Operation>>> promises = waiting.get(id);
        if (promises != null && promises.remove(promise)) {
            count--;
            if (promises.isEmpty()) {
                waiting.remove(id);
            }
        }
    }

    private synchronized List<String> ids() {
        return List.copyOf(waiting.keySet());
    }

    void close() {
        vertx.cancelTimer(timer);
    }
}
