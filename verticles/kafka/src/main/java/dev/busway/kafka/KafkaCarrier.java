package dev.busway.kafka;

import dev.busway.bus.Gather;
import dev.busway.bus.Outcome;
import dev.busway.bus.Registration;
import dev.busway.bus.registry.Responders;
import dev.busway.bus.transport.Carrier;
import dev.busway.bus.transport.DeadLetterBox;
import dev.busway.bus.transport.History;
import dev.busway.bus.transport.Receiver;
import dev.busway.bus.transport.broker.Answers;
import dev.busway.bus.transport.broker.ReplyDesk;
import dev.busway.contract.ChannelKind;
import dev.busway.contract.ChannelSpec;
import dev.busway.message.Message;
import io.vertx.core.Future;
import java.util.Optional;

/** One channel as one topic. */
final class KafkaCarrier implements Carrier {
    private final ChannelSpec spec;
    private final RecordProducer producer;
    private final ReplyDesk replies;
    private final Subscriptions subscriptions;
    private final Optional<DeadLetterBox> letters;
    private final History history;

    KafkaCarrier(
            ChannelSpec spec,
            RecordProducer producer,
            ReplyDesk replies,
            Subscriptions subscriptions,
            Optional<DeadLetterBox> letters,
            History history) {
        this.spec = spec;
        this.producer = producer;
        this.replies = replies;
        this.subscriptions = subscriptions;
        this.letters = letters;
        this.history = history;
    }

    @Override
    public Future<Outcome> send(Message message) {
        return producer.send(spec.address(), message);
    }

    @Override
    public Future<Outcome> publish(Message message) {
        return producer.send(spec.address(), message);
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
        return subscriptions.join(spec, groupId(spec, group), receiver, letters);
    }

    /** The consumer group of a group, as handlers name it. */
    static String groupId(ChannelSpec spec, String group) {
        return spec.kind() == ChannelKind.POINT_TO_POINT ? spec.group() : spec.address() + "." + group;
    }

    @Override
    public Optional<History> history() {
        return Optional.of(history);
    }

    @Override
    public Future<Registration> tap(Receiver receiver) {
        return subscriptions.tap(spec, receiver);
    }

    @Override
    public Optional<DeadLetterBox> deadLetters() {
        return letters;
    }
}
