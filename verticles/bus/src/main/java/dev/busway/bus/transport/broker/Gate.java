package dev.busway.bus.transport.broker;

import io.vertx.core.AsyncResult;
import io.vertx.core.internal.ContextInternal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds what comes of a shard until this node knows which keys are parked: whoever had the shard before may have parked some. What is
 * held counts as taken, so whoever bounds the intake bounds this. Touched by the group's context.
 */
final class Gate {
    private static final Logger LOG = LoggerFactory.getLogger(Gate.class);

    private final ContextInternal context;
    private final ParkedKeys parked;
    private final Backoff backoff;
    private final Consumer<List<Task>> open;
    private final Map<Shard, List<Task>> held = new HashMap<>();

    /** @param open takes what need not wait any longer */
    Gate(ContextInternal context, ParkedKeys parked, Backoff backoff, Consumer<List<Task>> open) {
        this.context = context;
        this.parked = parked;
        this.backoff = backoff;
        this.open = open;
    }

    /** Whether it has taken the task, to give it back later. */
    boolean holds(Task task) {
        Shard shard = task.arrival.shard();
        if (shard.known) {
            return false;
        }
        boolean first = !held.containsKey(shard);
        held.computeIfAbsent(shard, fresh -> new ArrayList<>()).add(task);
        if (first) {
            learn(shard, 1);
        }
        return true;
    }

    /** Forgets what came of shards that have gone. */
    void forget() {
        held.keySet().removeIf(Shard::isReleased);
    }

    private void learn(Shard shard, int tries) {
        parked.learn(context).onComplete(read -> learned(shard, tries, read));
    }

    private void learned(Shard shard, int tries, AsyncResult<Void> read) {
        if (shard.isReleased()) {
            held.remove(shard);
        } else if (read.succeeded()) {
            shard.known = true;
            List<Task> waiting = held.remove(shard);
            open.accept(waiting == null ? List.of() : waiting);
        } else {
            LOG.atWarn()
                    .addKeyValue("cause", read.cause().getMessage())
                    .addKeyValue("tries", tries)
                    .log("messages wait: the dead letters of their keys are not known");
            context.owner().setTimer(backoff.millisAfter(tries), timer -> context.emit(go -> learn(shard, tries + 1)));
        }
    }
}
