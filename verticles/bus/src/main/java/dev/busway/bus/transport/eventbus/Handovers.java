package dev.busway.bus.transport.eventbus;

import dev.busway.bus.Outcome;
import dev.busway.bus.Problem;
import dev.busway.message.Message;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.json.JsonArray;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What was handed to other nodes and has no outcome yet. The cluster says when a node dies; but a handler may take long, and
 * nothing says that a reply is lost or a node forgot, so each node is asked again and again whether it still works on what it has. Used on the group's context alone.
 */
final class Handovers {
    private static final Duration LOOK = Duration.ofSeconds(1);
    /** A node that says nothing so long is taken for dead: three times in a row. */
    private static final Duration SILENCE = Duration.ofSeconds(3);

    private static final int SILENCES = 3;
    /** Times that a node says it does not have a message, before it is believed: the outcome may be on its way. */
    private static final int DENIALS = 2;
    /** Longer than any handler may take. */
    private static final Duration LONGEST = Duration.ofMinutes(15);

    private final ContextInternal context;
    private final Addresses addresses;
    private final String group;
    private final Sender sender;
    private final Set<Handover> open = new LinkedHashSet<>();
    private final Set<String> asked = new HashSet<>();
    private boolean looking;

    /** One message at another node. */
    private static final class Handover {
        final String node;
        final String id;
        final long sinceNanos = System.nanoTime();
        final Promise<Outcome> outcome = Promise.promise();
        int silences;
        int denials;

        Handover(String node, String id) {
            this.node = node;
            this.id = id;
        }
    }

    Handovers(ContextInternal context, Addresses addresses, String group, Sender sender) {
        this.context = context;
        this.addresses = addresses;
        this.group = group;
        this.sender = sender;
    }

    /** The outcome that the node tells; NO_HANDLER where it has gone. Never fails. */
    Future<Outcome> give(String node, Message message) {
        Handover handover = new Handover(node, message.id());
        open.add(handover);
        lookLater();
        sender.request(
                        node,
                        addresses.groupOnNode(group, node),
                        message,
                        LONGEST.toMillis(),
                        lost(Problem.Kind.NO_HANDLER, "The node that had the message of " + group + " has died."))
                .onSuccess(handover.outcome::tryComplete);
        return handover.outcome.future().onComplete(ended -> open.remove(handover));
    }

    private void lookLater() {
        if (!looking && !open.isEmpty()) {
            looking = true;
            context.setTimer(LOOK.toMillis(), timer -> {
                looking = false;
                look();
                lookLater();
            });
        }
    }

    private void look() {
        long now = System.nanoTime();
        Map<String, List<Handover>> old = open.stream()
                .filter(handover -> now - handover.sinceNanos >= LOOK.toNanos())
                .collect(Collectors.groupingBy(handover -> handover.node));
        old.forEach((node, all) -> {
            if (asked.add(node)) {
                ask(node, all);
            }
        });
    }

    private void ask(String node, List<Handover> all) {
        JsonArray ids =
                new JsonArray(new ArrayList<>(all.stream().map(one -> one.id).toList()));
        sender.vertx()
                .eventBus()
                .<JsonArray>request(
                        addresses.question(group, node), ids, new DeliveryOptions().setSendTimeout(SILENCE.toMillis()))
                .map(reply ->
                        Set.copyOf(reply.body().stream().map(String::valueOf).toList()))
                .onComplete(told -> context.emit(go -> {
                    asked.remove(node);
                    heard(all, told);
                }));
    }

    private void heard(List<Handover> all, AsyncResult<Set<String>> told) {
        boolean gone = told.failed()
                && told.cause() instanceof ReplyException said
                && said.failureType() == ReplyFailure.NO_HANDLERS;
        for (Handover handover : all) {
            handover.silences = told.succeeded() ? 0 : handover.silences + 1;
            boolean denied = told.succeeded() && told.result().contains(handover.id);
            handover.denials = denied ? handover.denials + 1 : 0;
            if (gone || handover.silences == SILENCES) {
                handover.outcome.tryComplete(
                        lost(Problem.Kind.NO_HANDLER, "The node that had the message of " + group + " has gone."));
            } else if (handover.denials == DENIALS) {
                handover.outcome.tryComplete(
                        lost(Problem.Kind.BUSY, "The way to the node that had the message of " + group + " broke."));
            }
        }
    }

    private static Outcome lost(Problem.Kind kind, String cause) {
        return Outcome.refused(kind, cause, "It is sent again by itself.");
    }
}
