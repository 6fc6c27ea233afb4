package dev.busway.http.channels;

import dev.busway.bus.Problem.Kind;
import dev.busway.bus.ProblemException;
import dev.busway.contract.ChannelSpec;
import dev.busway.contract.MessageSpec;
import dev.busway.contract.OperationSpec;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which type a message of a channel has, when its sender does not say it: the only one that the channel takes. */
public final class MessageTypes {
    /** A longer list of choices helps nobody. */
    private static final int MOST_CHOICES = 12;

    private final String address;
    private final List<String> choices;

    public MessageTypes(ChannelSpec channel, List<OperationSpec> operations) {
        this.address = channel.address();
        this.choices = choices(channel, operations);
    }

    /** What services receive there; where no contract says so, every message of the channel. */
    private static List<String> choices(ChannelSpec channel, List<OperationSpec> operations) {
        Set<String> received = new LinkedHashSet<>();
        for (OperationSpec operation : operations) {
            if (operation.action() == OperationSpec.Action.RECEIVE) {
                received.addAll(operation.messages());
            }
        }
        return received.isEmpty()
                ? channel.messages().stream().map(MessageSpec::type).toList()
                : List.copyOf(received);
    }

    /**
     * The type of a message.
     *
     * @param said by the sender
     * @throws ProblemException INVALID, naming the choices, where the sender says none and there is not exactly one
     */
    public String type(@Nullable String said) {
        if (said != null && !said.isEmpty()) {
            return said;
        }
        if (choices.size() == 1) {
            return choices.get(0);
        }
        throw new ProblemException(
                Kind.INVALID,
                "The channel " + address + " takes several types of messages, and nothing says which one this is.",
                "Say it in the header ce-type" + named() + ".");
    }

    /** The choices as the end of a sentence. */
    String named() {
        if (choices.isEmpty()) {
            return "";
        }
        String some = String.join(", ", choices.subList(0, Math.min(choices.size(), MOST_CHOICES)));
        return ": " + some + (choices.size() > MOST_CHOICES ? ", ..." : "");
    }
}
