package dev.busway.bus;

import dev.busway.bus.registry.Rendezvous;
import dev.busway.bus.transport.Carrier;
import dev.busway.bus.transport.Receiver;
import dev.busway.message.Message;
import io.vertx.core.Completable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * This node's instances of one group: one subscription of the transport, spread inside. A message with a key goes to
 * the instance that the key belongs to by {@link Rendezvous}, so messages of one key start in the order in which they came as long
 * as the instances stay the same, and one that comes or goes moves only its own keys; one without goes to an instance on the caller's event loop where there is one, else round.
 *
 * <p>Handlers are asynchronous, so on a best-effort channel the second message of a key may start before the first has ended; a
 * transport that keeps strict order hands over the next one of a key only when the one before has its outcome.
 */
final class LocalGroup implements Receiver {
    private static final Instance[] NONE = {};

    private final String group;
    private final Carrier carrier;
    private final Presence presence;
    private final BiFunction<Message, Problem, Future<Void>> givingUp;
    private final Taking taking;
    private final Outcome nobody;
    private final Function<Message, @Nullable Instance> choice = this::choose;
    private final AtomicInteger round = new AtomicInteger();
    private final Set<Instance> leaving = new HashSet<>();
    private volatile Instance[] instances = NONE;
    private @Nullable Future<Registration> subscription;
    private Future<Void> ended = Future.succeededFuture();

    LocalGroup(
            String address,
            String group,
            Carrier carrier,
            Presence presence,
            Pipelines pipelines,
            BiFunction<Message, Problem, Future<Void>> givingUp) {
        this.group = group;
        this.carrier = carrier;
        this.presence = presence;
        this.givingUp = givingUp;
        this.taking = pipelines.taking();
        this.nobody = Outcome.refused(
                Problem.Kind.NO_HANDLER,
                "The last handler of " + address + " on this node has just gone.",
                "Send again.");
    }

    @Override
    public String group() {
        return group;
    }

    @Override
    public Future<Outcome> receive(Message message) {
        Promise<Outcome> outcome = Promise.promise();
        receive(message, outcome);
        return outcome.future();
    }

    @Override
    public void receive(Message message, Completable<Outcome> told) {
        taking.begin(message, choice, nobody, told);
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
        return mine.onFailure(failure -> forget(instance, mine))
                .compose(whole -> presence.arrived(instance)
                        .recover(unknown -> leave(instance).transform(left -> Future.failedFuture(unknown))))
                .map(known -> () -> leave(instance));
    }

    /** Removes every instance. */
    Future<Void> drain() {
        List<Future<Void>> leaving = new ArrayList<>();
        for (Instance instance : instances) {
            leaving.add(leave(instance));
        }
        return Future.join(leaving).mapEmpty();
    }

    /** An instance stays for what still comes until all know that it goes; the last one until the subscription has ended. */
    private synchronized Future<Void> leave(Instance instance) {
        if (!List.of(instances).contains(instance) || !leaving.add(instance)) {
            return instance.idle();
        }
        Future<Registration> subscribed = subscription;
        if (instances.length > leaving.size() || subscribed == null) {
            return presence.left(instance)
                    .otherwiseEmpty()
                    .onComplete(known -> remove(instance))
                    .compose(known -> instance.idle());
        }
        subscription = null;
        ended = presence.ended(instance)
                .otherwiseEmpty()
                .compose(known -> subscribed)
                .compose(Registration::unregister)
                .otherwiseEmpty()
                .onComplete(done -> remove(instance));
        return ended.compose(done -> instance.idle());
    }

    private synchronized void forget(Instance instance, Future<Registration> failed) {
        remove(instance);
        if (subscription == failed) {
            subscription = null;
        }
    }

    private synchronized void remove(Instance instance) {
        leaving.remove(instance);
        instances = without(instance);
    }

    private @Nullable Instance choose(Message message) {
        Instance[] all = instances;
        if (all.length < 2) {
            return all.length == 0 ? null : all[0];
        }
        String key = message.key().orElse(null);
        if (key != null) {
            return ofKey(all, key);
        }
        for (Instance instance : all) {
            if (instance.isOnThisLoop()) {
                return instance;
            }
        }
        return all[Math.floorMod(round.getAndIncrement(), all.length)];
    }

    private static Instance ofKey(Instance[] all, String key) {
        Instance best = all[0];
        int most = best.weight(key);
        for (int i = 1; i < all.length; i++) {
            int weight = all[i].weight(key);
            if (weight > most) {
                best = all[i];
                most = weight;
            }
        }
        return best;
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
