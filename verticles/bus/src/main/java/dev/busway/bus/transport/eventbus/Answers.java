package dev.busway.bus.transport.eventbus;

import dev.busway.bus.Outcome;
import dev.busway.bus.Problem;
import dev.busway.bus.ProblemMessage;
import dev.busway.codec.FrameCodec;
import dev.busway.contract.ChannelSpec;
import dev.busway.message.Message;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.ReplyException;
import org.jspecify.annotations.Nullable;

/**
 * Outcomes as event-bus replies and back. Between ours: no body is <i>delivered</i>, a message is the reply (marked where it is that
 * of an earlier time), a {@code busway.problem} the refusal, whole. To plain Vert.x code: a native body, or a failure with the kind's
 * bus code.
 */
final class Answers {
    private static final String ACCEPTED = "busway-accepted";
    private static final String REPEATED = "busway-repeated";
    private static final String MEND = " Mend: ";

    private Answers() {}

    static void tell(io.vertx.core.eventbus.Message<Object> asked, Message message, Outcome outcome) {
        if (outcome instanceof Outcome.Refused refused) {
            asked.reply(ProblemMessage.encode(message, refused.problem()));
        } else if (outcome instanceof Outcome.Accepted accepted) {
            asked.reply(null, new DeliveryOptions().addHeader(ACCEPTED, accepted.operation()));
        } else if (outcome instanceof Outcome.Repeated repeated) {
            asked.reply(repeated.reply(), new DeliveryOptions().addHeader(REPEATED, ""));
        } else {
            asked.reply(reply(outcome));
        }
    }

    static void tellPlain(io.vertx.core.eventbus.Message<Object> asked, Outcome outcome) {
        Message reply = reply(outcome);
        if (outcome instanceof Outcome.Refused refused) {
            Problem problem = refused.problem();
            String mend = problem.mend().isEmpty() ? "" : MEND + problem.mend();
            asked.fail(problem.kind().busCode(), problem.cause() + mend);
        } else if (reply == null) {
            asked.reply(null);
        } else {
            DeliveryOptions options = new DeliveryOptions();
            Object body = PlainBody.write(reply, options);
            asked.reply(body, options);
        }
    }

    static Outcome read(ChannelSpec channel, io.vertx.core.eventbus.Message<Object> reply) {
        Object body;
        try {
            body = reply.body();
        } catch (RuntimeException unreadable) {
            return Outcome.refused(unreadable);
        }
        if (reply.headers().contains(REPEATED) && (body == null || body instanceof Message)) {
            return new Outcome.Repeated((Message) body);
        }
        if (body == null) {
            String operation = reply.headers().get(ACCEPTED);
            return operation == null ? Outcome.delivered() : new Outcome.Accepted(operation);
        }
        if (!(body instanceof Message message)) {
            return PlainBody.read(channel, reply.headers(), body)
                    .<Outcome>map(Outcome.Replied::new)
                    .orElseGet(() -> Outcome.refused(
                            Problem.Kind.BROKEN,
                            "The answer is a " + body.getClass().getSimpleName() + ", which is no message.",
                            "Answer with JSON, a buffer or text."));
        }
        if (ProblemMessage.is(message)) {
            return new Outcome.Refused(ProblemMessage.decode(message));
        }
        return FrameCodec.malformed(message)
                .map(reason -> Outcome.refused(
                        Problem.Kind.BROKEN,
                        "The answer cannot be read: " + reason,
                        "Run the same version everywhere."))
                .orElseGet(() -> new Outcome.Replied(message));
    }

    static Outcome refused(ChannelSpec channel, Throwable failure) {
        if (!(failure instanceof ReplyException said)) {
            return Outcome.refused(failure);
        }
        return switch (said.failureType()) {
            case NO_HANDLERS ->
                Outcome.refused(
                        Problem.Kind.NO_HANDLER,
                        "Nobody in the cluster takes " + channel.address() + ".",
                        "Deploy a verticle that handles it, or send again later.");
            case TIMEOUT ->
                Outcome.refused(
                        Problem.Kind.TIMEOUT,
                        "No answer came before the deadline.",
                        "The message may have been handled: send it again with the same id, or give it more time.");
            case RECIPIENT_FAILURE -> recipient(said);
            case ERROR -> Outcome.refused(Problem.Kind.BROKEN, "The event bus failed: " + said.getMessage(), "");
        };
    }

    private static Outcome recipient(ReplyException said) {
        String text = String.valueOf(said.getMessage());
        int mend = text.indexOf(MEND);
        return mend < 0
                ? Outcome.refused(Problem.Kind.ofBusCode(said.failureCode()), text, "")
                : Outcome.refused(
                        Problem.Kind.ofBusCode(said.failureCode()),
                        text.substring(0, mend),
                        text.substring(mend + MEND.length()));
    }

    private static @Nullable Message reply(Outcome outcome) {
        if (outcome instanceof Outcome.Replied replied) {
            return replied.reply();
        }
        return outcome instanceof Outcome.Repeated repeated ? repeated.reply() : null;
    }
}
