package dev.busway.bus.transport.eventbus;

import dev.busway.bus.Outcome;
import dev.busway.bus.Problem;
import dev.busway.bus.cluster.Membership;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The requests that other nodes have, by node: when the cluster sees a node die, what it had ends at once, not when its time is over. The
 * event bus itself never says. Safe on any thread.
 */
final class Awaited {
    /** Whether it was handled nobody knows. */
    private static final Outcome DIED = Outcome.refused(
            Problem.Kind.BROKEN,
            "The node that had the message died before it answered.",
            "The message may have been handled: send it again with the same id.");

    private final VertxInternal vertx;
    private final Membership membership;
    private final Map<String, Set<Waiting>> byNode = new ConcurrentHashMap<>();
    private volatile Set<String> members;

    /** @param died what is said when the node dies */
    private record Waiting(Promise<Outcome> first, Outcome died) {
        void end() {
            first.tryComplete(died);
        }
    }

    Awaited(Vertx vertx) {
        this.vertx = (VertxInternal) vertx;
        this.membership = Membership.of(vertx);
        this.members = membership.members();
        membership.onChange(this::changed);
    }

    /** Whether a node is a member of the cluster: nothing is sent to one that is none. */
    boolean lives(String node) {
        return members.contains(node) || membership.members().contains(node);
    }

    /** The answer of a node, or that it died. */
    Future<Outcome> of(String node, Future<Outcome> answer) {
        return of(node, answer, DIED);
    }

    /** @param died what is said when the node dies; never said where the answer was first */
    Future<Outcome> of(String node, Future<Outcome> answer, Outcome died) {
        Waiting mine = new Waiting(vertx.promise(), died);
        Set<Waiting> waiting = byNode.computeIfAbsent(node, first -> ConcurrentHashMap.newKeySet());
        waiting.add(mine);
        answer.onComplete((outcome, never) -> {
            waiting.remove(mine);
            mine.first.tryComplete(outcome);
        });
        if (!lives(node)) {
            mine.end();
        }
        return mine.first.future();
    }

    private void changed() {
        Set<String> now = membership.members();
        members = now;
        byNode.forEach((node, waiting) -> {
            if (!now.contains(node)) {
                byNode.remove(node, waiting);
                waiting.forEach(Waiting::end);
            }
        });
    }
}
