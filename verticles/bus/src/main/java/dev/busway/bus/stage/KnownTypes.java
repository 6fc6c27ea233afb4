package dev.busway.bus.stage;

import dev.busway.bus.Outcome;
import dev.busway.bus.Problem;
import dev.busway.bus.Stage;
import dev.busway.contract.ChannelSpec;
import dev.busway.contract.MessageSpec;
import dev.busway.contract.source.Nearest;
import dev.busway.message.Message;
import io.vertx.core.Future;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Refuses a message whose type the channel does not name, with the nearest type that it does. Looks before only. */
public final class KnownTypes implements Stage {
    private final String address;
    private final Set<String> types;

    public KnownTypes(ChannelSpec channel) {
        this.address = channel.address();
        this.types = channel.messages().stream().map(MessageSpec::type).collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public Future<Outcome> pass(Message message, Next next) {
        return types.contains(message.type()) ? next.pass(message) : Future.succeededFuture(unknown(message.type()));
    }

    private Outcome unknown(String type) {
        List<String> known = types.stream().sorted().toList();
        return Outcome.refused(
                Problem.Kind.INVALID,
                "The channel " + address + " takes no message of type " + type + ".",
                Nearest.among(type, known.iterator())
                        .map(near -> "Did you mean " + near + "?")
                        .orElse("It takes " + String.join(", ", known) + "."));
    }
}
