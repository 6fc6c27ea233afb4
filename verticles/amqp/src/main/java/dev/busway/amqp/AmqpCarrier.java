package dev.busway.amqp;

import dev.busway.bus.Gather;
import dev.busway.bus.Outcome;
import dev.busway.bus.Registration;
import dev.busway.bus.registry.Responders;
import dev.busway.bus.transport.Carrier;
import dev.busway.bus.transport.DeadLetterBox;
import dev.busway.bus.transport.Receiver;
import dev.busway.bus.transport.broker.Answers;
import dev.busway.bus.transport.broker.ReplyDesk;
import dev.busway.contract.ChannelKind;
import dev.busway.contract.ChannelSpec;
import dev.busway.message.Message;
import io.vertx.core.Future;
import java.util.Optional;

/** One channel as one address of the broker, or as one for each shard. */
final class AmqpCarrier implements Carrier {
    private final ChannelSpec spec;
    private final Layout layout;
    private final Outgoing outgoing;
    private final ReplyDesk replies;
    private final Subscriptions subscriptions;
    private final Optional<DeadLetterBox> letters;

    AmqpCarrier(
            ChannelSpec spec,
            Layout layout,
            Outgoing outgoing,
            ReplyDesk replies,
            Subscriptions subscriptions,
            Optional<DeadLetterBox> letters) {
        this.spec = spec;
        this.layout = layout;
        this.outgoing = outgoing;
        this.replies = replies;
        this.subscriptions = subscriptions;
        this.letters = letters;
    }

    @Override
    public Future<Outcome> send(Message message) {
        return outgoing.send(spec.address(), message);
    }

    @Override
    public Future<Outcome> publish(Message message) {
        return outgoing.send(spec.address(), message);
    }

    @Override
    public Future<Outcome> request(Message message) {
        return replies.ask(spec.address(), message.replyTo().orElse(Answers.address(spec)), message);
    }

    @Override
    public Future<Outcome> gather(Message message, Gather rule, Responders known) {
        return replies.gather(spec.address(), message.replyTo().orElse(Answers.address(spec)), message, rule, known);
    }

    @Override
    public Future<Registration> subscribe(String group, Receiver receiver) {
        String name = spec.kind() == ChannelKind.POINT_TO_POINT ? spec.group() : group;
        return subscriptions.join(spec, layout, name, receiver, letters);
    }

    @Override
    public Future<Registration> tap(Receiver receiver) {
        return subscriptions.tap(spec, layout, receiver);
    }

    @Override
    public Optional<DeadLetterBox> deadLetters() {
        return letters;
    }
}
