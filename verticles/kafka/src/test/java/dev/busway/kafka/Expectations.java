package dev.busway.kafka;

import dev.busway.bus.Outcome;
import dev.busway.bus.Problem.Kind;
import dev.busway.bus.transport.Receiver;
import dev.busway.contract.ChannelSpec;
import dev.busway.contract.Retry;
import dev.busway.message.Message;
import dev.busway.testkit.simulation.VirtualMember;
import dev.busway.testkit.simulation.VirtualNode;
import dev.busway.testkit.simulation.VirtualTime;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** What the handlers of a world do, message by message, and what must have come of it in the end. */
final class Expectations {
    private static final int LONGEST_HANDLING_MILLIS = 40;

    private final VirtualTime time;
    private final ChannelSpec spec;
    private final Map<String, Fate> fates = new LinkedHashMap<>();
    private final Map<String, String> keys = new HashMap<>();
    /** In the order of the first effects. */
    private final Set<String> effects = new LinkedHashSet<>();

    private boolean mended;

    /** How a message is handled, until what is ill is mended. */
    private enum Fate {
        FINE,
        SOMETIMES_BROKEN,
        SOMETIMES_AWAY,
        POISON,
        NEVER,
        UNREADABLE
    }

    Expectations(VirtualTime time, ChannelSpec spec) {
        this.time = time;
        this.spec = spec;
    }

    void sent(Message message) {
        Fate fate = Fate.FINE;
        if (message.type().equals(VirtualMember.UNREADABLE)) {
            fate = Fate.UNREADABLE;
        } else if (time.oneIn(3)) {
            fate = Fate.values()[1 + time.random().nextInt(4)];
        }
        fates.put(message.id(), fate);
        keys.put(message.id(), message.key().orElseThrow());
    }

    /** From now on every message can be handled. */
    void mended() {
        mended = true;
    }

    boolean tookEffect(Message message) {
        return effects.contains(message.id());
    }

    Receiver handler(VirtualNode node, ContextInternal context) {
        Set<String> running = new HashSet<>();
        return message -> {
            String key = message.key().orElseThrow();
            if (!running.add(key)) {
                time.fail("two of " + key + " at once on " + node);
            }
            if (running.size() > spec.maxInFlight()) {
                time.fail(running.size() + " in flight on " + node);
            }
            Promise<Outcome> outcome = context.promise();
            after(node, () -> {
                Outcome comes = comes(message);
                time.note(
                        "handled",
                        node,
                        message.id(),
                        comes.problem() == null ? "" : comes.problem().kind());
                if (comes.problem() == null) {
                    effects.add(message.id());
                }
                after(node, () -> {
                    running.remove(key);
                    outcome.complete(comes);
                });
            });
            return outcome.future();
        };
    }

    private void after(VirtualNode node, Runnable step) {
        node.vertx().setTimer(1 + time.random().nextInt(LONGEST_HANDLING_MILLIS), timer -> step.run());
    }

    private Outcome comes(Message message) {
        Fate fate = mended ? Fate.FINE : fates.getOrDefault(message.id(), Fate.FINE);
        return switch (fate) {
            case POISON -> GroupWorld.refused(Kind.BROKEN);
            case NEVER -> GroupWorld.refused(Kind.INVALID);
            case SOMETIMES_BROKEN -> time.oneIn(2) ? GroupWorld.refused(Kind.TIMEOUT) : Outcome.delivered();
            case SOMETIMES_AWAY -> time.oneIn(2) ? GroupWorld.refused(Kind.BUSY) : Outcome.delivered();
            default -> Outcome.delivered();
        };
    }

    /** Nothing is lost, and the first effects of a key came in its order. */
    void check() {
        Map<String, Integer> last = new HashMap<>();
        fates.forEach((id, fate) -> {
            if (fate != Fate.UNREADABLE && !effects.contains(id)) {
                time.fail("lost: " + id);
            }
        });
        boolean allInOrder = spec.retry().park() == Retry.Park.SEQUENCE;
        for (String id : effects) {
            Fate fate = fates.get(id);
            if (fate == Fate.FINE || allInOrder) {
                int number = Integer.parseInt(id.substring(id.indexOf('.') + 1));
                Integer before = last.put(keys.get(id), number);
                if (before != null && before > number) {
                    time.fail(id + " took effect after " + keys.get(id) + "." + before);
                }
            }
        }
    }
}
