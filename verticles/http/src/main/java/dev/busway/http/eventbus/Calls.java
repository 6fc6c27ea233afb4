package dev.busway.http.eventbus;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.busway.bus.Channel;
import dev.busway.bus.Gather;
import dev.busway.bus.Outcome;
import dev.busway.bus.Problem;
import dev.busway.bus.Problem.Kind;
import dev.busway.bus.ProblemException;
import dev.busway.bus.Style;
import dev.busway.http.channels.DueTime;
import dev.busway.http.channels.GatherQuery;
import dev.busway.http.channels.GatheredJson;
import dev.busway.http.channels.IdempotencyKey;
import dev.busway.http.channels.MessageTypes;
import dev.busway.http.channels.TimeLeft;
import dev.busway.http.door.Preferences;
import dev.busway.http.operations.OperationJson;
import dev.busway.message.Message;
import dev.busway.message.MessageBuilder;
import dev.busway.message.Payload;
import dev.busway.message.Trace;
import io.vertx.core.AsyncResult;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Messages of one socket on their way: each is validated like any other, and answered. Belongs to the socket's loop. */
final class Calls {
    private final Wire wire;
    private final Sockets all;
    private int inFlight;

    Calls(Wire wire, Sockets all) {
        this.wire = wire;
        this.all = all;
    }

    /** With a reply address a request, as far as the contract knows an answer; else a message with no answer. */
    void send(Frame frame) {
        Talk talk = all.talk(frame.address());
        Preferences prefer =
                Preferences.parse(frame.header("prefer"), all.limits().maxWait());
        Message message = message(frame, talk.types());
        Optional<Gather> gather = GatherQuery.of(
                frame.header(GatherQuery.HEADER), null, prefer, all.limits().maxWait());
        if (gather.isPresent()) {
            call(talk.channel(), Style.GATHER, message, frame, gather.get());
            return;
        }
        Style style = talk.styles()
                .of(message.type(), DueTime.later(message) ? Preferences.Mode.RESPOND_ASYNC : prefer.mode());
        if (style == Style.REQUEST && frame.replyAddress().isEmpty()) {
            style = Style.SEND;
        }
        call(talk.channel(), style, style == Style.REQUEST ? waiting(message, prefer) : message, frame);
    }

    void publish(Frame frame) {
        Talk talk = all.talk(frame.address());
        Message message = message(frame, talk.types());
        Style style = talk.styles().of(message.type(), Preferences.Mode.AS_DECLARED);
        if (style != Style.PUBLISH) {
            throw new ProblemException(
                    Kind.INVALID,
                    "The channel " + frame.address() + " is point-to-point: nobody can publish there.",
                    "Send instead.");
        }
        call(talk.channel(), style, message, frame);
    }

    private void call(Channel channel, Style style, Message message, Frame frame) {
        call(channel, style, message, frame, Gather.all());
    }

    private void call(Channel channel, Style style, Message given, Frame frame, Gather rule) {
        Message message = TimeLeft.bound(given, frame.header("busway-timeout"), channel, style);
        if (inFlight >= all.options().inFlight()) {
            throw new ProblemException(
                    Kind.BUSY,
                    "This socket has as many messages on their way as it may.",
                    "Wait for an answer first, or ask for a higher http.sockets.maxInFlight.");
        }
        inFlight++;
        channel.callFor(wire.principal(), style, message, rule)
                .onComplete(done -> wire.onLoop(() -> answer(frame, message, done)));
    }

    private void answer(Frame frame, Message message, AsyncResult<Outcome> done) {
        inFlight--;
        Outcome outcome = done.succeeded() ? done.result() : Outcome.refused(done.cause());
        try {
            tell(frame, message, outcome);
        } catch (RuntimeException unwritable) {
            wire.send(Answer.problem(frame.answerAddress(), Problem.of(unwritable)));
        }
    }

    private void tell(Frame frame, Message message, Outcome outcome) {
        if (outcome instanceof Outcome.Refused refused) {
            wire.send(Answer.problem(frame.answerAddress(), refused.problem()));
        } else if (frame.replyAddress().isEmpty()) {
            return; // nobody waits for it
        } else if (outcome instanceof Outcome.Replied replied) {
            wire.send(Answer.message(frame.replyAddress(), replied.reply()));
        } else if (outcome instanceof Outcome.Repeated repeated && repeated.reply() != null) {
            wire.send(Answer.message(frame.replyAddress(), repeated.reply()));
        } else if (outcome instanceof Outcome.Gathered gathered) {
            wire.send(Answer.value(frame.replyAddress(), GatheredJson.of(gathered, "")));
        } else if (outcome instanceof Outcome.Accepted accepted) {
            wire.send(Answer.value(frame.replyAddress(), taken(message, accepted.operation())));
        } else {
            wire.send(Answer.value(frame.replyAddress(), taken(message, null)));
        }
    }

    /** As the body of 202 at the HTTP door, and where this socket can listen for the end of the operation. */
    private static ObjectNode taken(Message message, @Nullable String operation) {
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("id", message.id());
        if (operation != null) {
            body.put("operation", OperationJson.path(operation));
            body.put("address", Registrations.OPERATIONS + operation);
        }
        return body;
    }

    private static Message message(Frame frame, MessageTypes types) {
        MessageBuilder made = Message.builder(types.type(frame.header("ce-type")));
        String key = frame.header("idempotency-key");
        if (key != null) {
            made.id(IdempotencyKey.of(key));
        }
        Trace given = Trace.parse(frame.header("traceparent"));
        made.trace(given == null ? Trace.start() : given);
        if (!frame.body().isMissingNode()) {
            made.payload(Payload.of(frame.body()));
        }
        DueTime.set(name -> frame.header(name.toString()), made);
        return made.build();
    }

    private static Message waiting(Message message, Preferences prefer) {
        return prefer.waits().map(message::within).orElse(message);
    }
}
