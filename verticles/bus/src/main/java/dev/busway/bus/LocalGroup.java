package dev.busway.bus;

import dev.busway.bus.transport.Carrier;
import dev.busway.bus.transport.Receiver;
import dev.busway.message.Message;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * This node's instances of one group: one subscription of the transport, spread inside. A message with a key goes to
 * {@code instances[hash(key) mod n]}, so messages of one key start in the order in which they came as long as the instances stay
 * the same; one without goes to an instance on the caller's event loop where there is one, else round.
 *
 * <p>Handlers are asynchronous, so on a best-effort channel the second message of a key may start before the first has ended; a
 * transport that keeps strict order hands over the next one of a key only when the one before has its outcome.
 */
final class LocalGroup implements Receiver {
    private static final Instance[] NONE = {};

    private final String address;
    private final String group;
    private final Carrier carrier;
    private final BiFunction<Message, Problem, Future<Void>> givingUp;
    private final Pipeline taking;
    private final AtomicInteger round = new AtomicInteger();
    private volatile Instance[] instances = NONE;
    private @Nullable Future<Registration> subscription;
    private Future<Void> ended = Future.succeededFuture();

    LocalGroup(
            String address,
            String group,
            Carrier carrier,
            Pipelines pipelines,
            BiFunction<Message, Problem, Future<Void>> givingUp) {
        this.address = address;
        this.group = group;
        this.carrier = carrier;
        this.givingUp = givingUp;
        this.taking = pipelines.taking(this::choose);
    }

    @Override
    public Future<Outcome> receive(Message message) {
        return taking.run(message);
    }

    @Override
    public Future<Void> giveUp(Message message, Problem problem) {
        return givingUp.apply(message, problem);
    }

    /** Adds an instance; the first one subscribes. Completes when messages arrive. */
    synchronized Future<Registration> join(Instance instance) {
        instances = with(instance);
        Future<Registration> subscribed = subscription;
        if (subscribed == null) {
            subscribed = ended.compose(done -> carrier.subscribe(group, this));
            subscription = subscribed;
        }
        Future<Registration> mine = subscribed;
        return mine.onFailure(failure -> forget(instance, mine)).map(whole -> () -> leave(instance));
    }

    /** Removes every instance. */
    Future<Void> drain() {
        List<Future<Void>> leaving = new ArrayList<>();
        for (Instance instance : instances) {
            leaving.add(leave(instance));
        }
        return Future.join(leaving).mapEmpty();
    }

    /** The last instance ends the subscription first and stays for what still comes; others just go. */
    private synchronized Future<Void> leave(Instance instance) {
        Instance[] all = instances;
        Future<Registration> subscribed = subscription;
        if (!List.of(all).contains(instance)) {
            return instance.idle();
        }
        if (all.length > 1 || subscribed == null) {
            instances = without(instance);
            return instance.idle();
        }
        subscription = null;
        ended = subscribed.compose(Registration::unregister).otherwiseEmpty().onComplete(done -> remove(instance));
        return ended.compose(done -> instance.idle());
    }

    private synchronized void forget(Instance instance, Future<Registration> failed) {
        remove(instance);
        if (subscription == failed) {
            subscription = null;
        }
    }

    private synchronized void remove(Instance instance) {
        instances = without(instance);
    }

    private Future<Outcome> choose(Message message) {
        Instance[] all = instances;
        if (all.length == 0) {
            return Future.succeededFuture(Outcome.refused(
                    Problem.Kind.NO_HANDLER,
                    "The last handler of " + address + " on this node has just gone.",
                    "Send again."));
        }
        return (all.length == 1 ? all[0] : chosen(all, message)).receive(message);
    }

    private Instance chosen(Instance[] all, Message message) {
        String key = message.key().orElse(null);
        if (key != null) {
            return all[Math.floorMod(key.hashCode(), all.length)];
        }
        for (Instance instance : all) {
            if (instance.isOnThisLoop()) {
                return instance;
            }
        }
        return all[Math.floorMod(round.getAndIncrement(), all.length)];
    }

    private Instance[] with(Instance instance) {
        List<Instance> more = new ArrayList<>(List.of(instances));
        more.add(instance);
        return more.toArray(NONE);
    }

    private Instance[] without(Instance instance) {
        List<Instance> fewer = new ArrayList<>(List.of(instances));
        fewer.remove(instance);
        return fewer.toArray(NONE);
    }
}
