package dev.busway.bus;

import dev.busway.bus.Stage.Next;
import dev.busway.bus.registry.GroupRegistry;
import dev.busway.bus.registry.Responders;
import dev.busway.bus.transport.Carrier;
import dev.busway.bus.transport.Tally;
import dev.busway.contract.ChannelSpec;
import dev.busway.contract.Delivery;
import dev.busway.contract.OperationSpec;
import dev.busway.message.Message;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/** The end of calling many for their answers: asks who is there, and the carrier. */
final class GatherCall implements Next {
    private final ChannelSpec channel;
    private final List<OperationSpec> operations;
    private final Carrier carrier;
    private final GroupRegistry registry;
    private final Gather rule;

    GatherCall(
            ChannelSpec channel, List<OperationSpec> operations, Carrier carrier, GroupRegistry registry, Gather rule) {
        this.channel = channel;
        this.operations = operations;
        this.carrier = carrier;
        this.registry = registry;
        this.rule = rule;
    }

    @Override
    public Future<Outcome> pass(Message message) {
        Responders known = registry.responders(channel.address());
        List<Problem> wrong = Tally.wrong(channel.address(), rule, known);
        if (!wrong.isEmpty()) {
            return Future.succeededFuture(new Outcome.Refused(wrong.get(0)));
        }
        if (channel.delivery() != Delivery.EFFECTIVELY_ONCE || message.replyTo().isPresent()) {
            return carrier.gather(message, rule, known);
        }
        return replyChannel()
                .map(answers -> carrier.gather(message.edit().replyTo(answers).build(), rule, known))
                .orElseGet(() -> Future.succeededFuture(noReplyChannel()));
    }

    private Optional<String> replyChannel() {
        return operations.stream()
                .flatMap(operation -> operation.replyChannel().stream())
                .findFirst();
    }

    /** There answers leave with the handler's transaction, by the outbox, which sends to channels only. */
    private Outcome noReplyChannel() {
        return Outcome.refused(
                Problem.Kind.INVALID,
                "The channel " + channel.address()
                        + " is effectively-once and its contract names no channel for answers.",
                "Give an operation on it a reply with a channel.");
    }
}
