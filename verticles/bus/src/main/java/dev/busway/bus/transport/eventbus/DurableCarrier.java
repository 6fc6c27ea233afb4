package dev.busway.bus.transport.eventbus;

import dev.busway.bus.Gather;
import dev.busway.bus.Outcome;
import dev.busway.bus.Registration;
import dev.busway.bus.registry.Responders;
import dev.busway.bus.transport.Carrier;
import dev.busway.bus.transport.DeadLetterBox;
import dev.busway.bus.transport.Mail;
import dev.busway.bus.transport.Receiver;
import dev.busway.bus.transport.broker.Answers;
import dev.busway.bus.transport.broker.ReplyDesk;
import dev.busway.contract.ChannelSpec;
import dev.busway.message.Message;
import io.vertx.core.Future;
import java.util.Optional;

/** One durable channel: what is sent is done when it is kept. */
final class DurableCarrier implements Carrier {
    private final ChannelSpec spec;
    private final MailOutlet outlet;
    private final ReplyDesk replies;
    private final MailGroups groups;
    private final Mail mail;

    DurableCarrier(ChannelSpec spec, MailOutlet outlet, ReplyDesk replies, MailGroups groups, Mail mail) {
        this.spec = spec;
        this.outlet = outlet;
        this.replies = replies;
        this.groups = groups;
        this.mail = mail;
    }

    @Override
    public Future<Outcome> send(Message message) {
        return outlet.send(spec.address(), message);
    }

    @Override
    public Future<Outcome> publish(Message message) {
        return outlet.send(spec.address(), message).onSuccess(outcome -> {
            if (outcome.problem() == null) {
                groups.taps().publish(message);
            }
        });
    }

    @Override
    public Future<Outcome> request(Message message) {
        return replies.ask(spec.address(), message.replyTo().orElse(Answers.address(spec)), message);
    }

    @Override
    public Future<Outcome> gather(Message message, Gather rule, Responders known) {
        groups.taps().publish(message);
        return replies.gather(spec.address(), message.replyTo().orElse(Answers.address(spec)), message, rule, known);
    }

    @Override
    public Future<Registration> subscribe(String group, Receiver receiver) {
        return groups.join(group, receiver);
    }

    @Override
    public Future<Registration> tap(Receiver receiver) {
        return groups.taps().add(receiver);
    }

    @Override
    public Optional<DeadLetterBox> deadLetters() {
        return spec.deadLetter().map(mail::box);
    }
}
