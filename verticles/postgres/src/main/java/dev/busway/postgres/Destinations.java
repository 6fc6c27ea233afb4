package dev.busway.postgres;

import dev.busway.bus.Bus;
import dev.busway.bus.Channel;
import dev.busway.bus.Problem;
import dev.busway.bus.Problem.Kind;
import dev.busway.bus.ProblemException;
import dev.busway.bus.Style;
import dev.busway.config.Durations;
import dev.busway.contract.ChannelSpec;
import dev.busway.contract.MessageSpec;
import dev.busway.contract.PayloadFault;
import dev.busway.message.Message;
import dev.busway.message.PayloadException;
import dev.busway.message.Trace;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What may go out, by the contracts. A message is checked when its sender hands it over, since after the commit there is nobody
 * left to tell. Safe on any thread.
 */
final class Destinations {
    private final Bus bus;
    private final Set<String> replyChannels;
    private final List<String> addresses;
    private final Duration farthest;

    /** @param farthest how far ahead a message may be due */
    Destinations(Bus bus, Duration farthest) {
        this.bus = bus;
        this.farthest = farthest;
        this.replyChannels = bus.contracts().stream()
                .flatMap(contract -> contract.operations().stream())
                .flatMap(operation -> operation.replyChannel().stream())
                .collect(Collectors.toCollection(HashSet::new));
        this.addresses =
                bus.channels().stream().map(channel -> channel.spec().address()).toList();
    }

    /** The channels that this node knows. */
    List<String> addresses() {
        return addresses;
    }

    /** The message made ready: with its key, in a trace. @throws ProblemException UNKNOWN_CHANNEL or INVALID */
    Outgoing outgoing(String address, Style style, Message message) {
        Channel channel = bus.channel(address);
        ChannelSpec spec = channel.spec();
        check(spec, message);
        long due = due(spec, message);
        Optional<String> key =
                message.key().or(() -> spec.key().flatMap(path -> Optional.ofNullable(path.of(message))));
        Message ready = message;
        if (ready.key().isEmpty() && key.isPresent()) {
            ready = ready.edit().key(key.get()).build();
        }
        if (ready.trace().isEmpty()) {
            ready = ready.edit().trace(Trace.start()).build();
        }
        try {
            return Outgoing.due(address, style, ready, due);
        } catch (PayloadException unwritable) {
            throw new ProblemException(
                    Kind.INVALID,
                    "A message to " + address + " " + unwritable.getMessage() + ".",
                    "Send what JSON can say.");
        }
    }

    /** When it is due; 0 where that has passed. */
    private long due(ChannelSpec spec, Message message) {
        long now = System.currentTimeMillis();
        long due = message.deliverAtMillis();
        if (due <= now) {
            return 0;
        }
        if (!spec.delivery().durable()) {
            throw new ProblemException(
                    Kind.INVALID,
                    "The channel " + spec.address() + " is best-effort: it takes no message for later.",
                    "Send it when it is due, or declare delivery: at-least-once.");
        }
        if (due - now > farthest.toMillis()) {
            throw new ProblemException(
                    Kind.INVALID,
                    "The message is due more than " + Durations.text(farthest) + " from now.",
                    "Send it nearer its time, or raise postgres.farthest.");
        }
        if (message.deadlineMillis() != 0 && message.deadlineMillis() <= due) {
            throw new ProblemException(
                    Kind.INVALID,
                    "The message is due after its deadline.",
                    "Give it a later deadline, none, or an earlier deliverat.");
        }
        return due;
    }

    /** An answer made ready; its type is the handler's own affair, as on every other way back. */
    static Outgoing reply(String address, Message answer) {
        return Outgoing.of(address, Style.SEND, answer);
    }

    private static void check(ChannelSpec spec, Message message) {
        if (spec.messages().isEmpty()) {
            return;
        }
        Optional<MessageSpec> declared = spec.message(message.type());
        if (declared.isEmpty()) {
            throw new ProblemException(
                    Kind.INVALID,
                    "The channel " + spec.address() + " takes no message of type " + message.type() + ".",
                    "Its contract names "
                            + spec.messages().stream().map(MessageSpec::type).collect(Collectors.joining(", ")) + ".");
        }
        List<PayloadFault> faults = declared.get().validator().check(message.payload());
        if (!faults.isEmpty()) {
            throw new ProblemException(new Problem(
                    Kind.INVALID,
                    "The payload of " + message.type() + " does not fit its schema.",
                    "Mend what the faults name.",
                    null,
                    faults.stream()
                            .map(fault -> new Problem.Fault(fault.pointer(), fault.reason()))
                            .toList()));
        }
    }

    /** Why this message's answer cannot be sent where it asks for; empty when it can, or asks for nothing. */
    Optional<Problem> wrongReplyTo(Message message) {
        return message.replyTo()
                .filter(wanted ->
                        !replyChannels.contains(wanted) || bus.find(wanted).isEmpty())
                .map(wanted -> Problem.of(
                        Kind.INVALID,
                        "No contract declares " + wanted + " as a reply channel.",
                        "Let replyto name the channel of an operation's reply."));
    }

    /** The group of a point-to-point channel. @throws ProblemException UNKNOWN_CHANNEL */
    String group(String address) {
        return bus.channel(address).spec().group();
    }
}
