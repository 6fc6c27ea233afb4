package dev.busway.bus.transport.broker;

import dev.busway.bus.Outcome;
import dev.busway.bus.Problem;
import dev.busway.contract.ChannelSpec;
import dev.busway.message.MessageBuilder;
import io.vertx.core.Future;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Writes what cannot be handled to the channel's dead-letter address: the message with its id, key and payload, and why, in the
 * extensions {@code dlqreason}, {@code dlqattempts}, {@code dlqchannel} and {@code dlqgroup}. A delivery that is no message goes
 * there as it came, with the same words as headers.
 */
final class DeadLetters {
    private static final int LONGEST_REASON = 500;

    private final ChannelSpec channel;
    private final String group;
    private final Outlet outlet;

    DeadLetters(ChannelSpec channel, String group, Outlet outlet) {
        this.channel = channel;
        this.group = group;
        this.outlet = outlet;
    }

    /** One try; done when durable. A channel with no dead letters loses it here. */
    Future<Outcome> bury(Task task, Problem problem) {
        if (channel.deadLetter().isEmpty()) {
            return Future.succeededFuture(Outcome.delivered());
        }
        String address = channel.deadLetter().get();
        Map<String, String> why = new LinkedHashMap<>();
        why.put("dlqreason", reason(problem));
        why.put("dlqattempts", String.valueOf(task.tries));
        why.put("dlqchannel", channel.address());
        why.put("dlqgroup", group);
        if (task.arrival.incoming() instanceof Incoming.Event event) {
            MessageBuilder dead = event.message().edit().deadlineMillis(0);
            why.forEach(dead::extension);
            return outlet.send(address, dead.build());
        }
        return task.arrival.forward(address, why);
    }

    /** As an attribute may hold it: bounded, no control characters. */
    private static String reason(Problem problem) {
        String text = (problem.kind().code() + ": " + problem.cause()).replaceAll("\\p{Cntrl}", " ");
        return text.length() > LONGEST_REASON ? text.substring(0, LONGEST_REASON) : text;
    }
}
