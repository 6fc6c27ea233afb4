package dev.busway.bus.transport.broker;

import dev.busway.bus.Outcome;
import dev.busway.bus.Problem;
import dev.busway.bus.transport.DeadLetter;
import dev.busway.contract.ChannelSpec;
import dev.busway.message.MessageBuilder;
import io.vertx.core.Future;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes what cannot be handled to the channel's dead-letter address: the message with its id, key and payload, and why, in the
 * extensions of {@link DeadLetter}. A delivery that is no message goes
 * there as it came, with the same words as headers.
 */
final class DeadLetters {
    private static final int LONGEST_REASON = 500;
    private static final String PARKED = "BW-PARKED";

    private final ChannelSpec channel;
    private final String group;
    private final Outlet outlet;

    DeadLetters(ChannelSpec channel, String group, Outlet outlet) {
        this.channel = channel;
        this.group = group;
        this.outlet = outlet;
    }

    /** What has failed. One try; done when durable. A channel with no dead letters loses it here. */
    Future<Outcome> bury(Task task, Problem problem) {
        return bury(task, problem, task.tries, null);
    }

    /** What waits behind another letter: it had no try. */
    Future<Outcome> buryBehind(Task task, Problem problem, String first) {
        return bury(task, problem, 0, first);
    }

    private Future<Outcome> bury(Task task, Problem problem, int attempts, @Nullable String first) {
        if (channel.deadLetter().isEmpty()) {
            return Future.succeededFuture(Outcome.delivered());
        }
        String address = channel.deadLetter().get();
        Map<String, String> why = new LinkedHashMap<>();
        why.put(DeadLetter.ID, task.letter());
        why.put(DeadLetter.REASON, reason(first == null ? problem.kind().code() : PARKED, problem));
        why.put(DeadLetter.ATTEMPTS, String.valueOf(attempts));
        why.put(DeadLetter.CHANNEL, channel.address());
        why.put(DeadLetter.GROUP, group);
        why.put(DeadLetter.TIME, String.valueOf(System.currentTimeMillis()));
        if (first != null) {
            why.put(DeadLetter.BEHIND, first);
        }
        if (task.arrival.incoming() instanceof Incoming.Event event) {
            MessageBuilder dead = Replay.plain(event.message()).edit().deadlineMillis(0);
            why.forEach(dead::extension);
            return outlet.send(address, dead.build());
        }
        return task.arrival.forward(address, why);
    }

    /** As an attribute may hold it: bounded, no control characters. */
    private static String reason(String code, Problem problem) {
        String text = (code + ": " + problem.cause()).replaceAll("\\p{Cntrl}", " ");
        return text.length() > LONGEST_REASON ? text.substring(0, LONGEST_REASON) : text;
    }
}
