package dev.busway.bus.transport.broker;

import dev.busway.bus.Outcome;
import dev.busway.bus.Problem;
import dev.busway.bus.ProblemMessage;
import dev.busway.bus.Responder;
import dev.busway.bus.transport.Tally;
import dev.busway.contract.ChannelKind;
import dev.busway.contract.ChannelSpec;
import dev.busway.contract.Delivery;
import dev.busway.message.Message;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/**
 * Writes the answers of handled requests to the address that each names in {@code replyto}. On effectively-once channels the unit of
 * work does that; to who asks once more with the same id the first answer goes from here.
 */
public final class Answers {
    private final ChannelSpec channel;
    private final String group;
    private final Outlet outlet;

    /** @param group signs what no handler signed, where many may answer */
    Answers(ChannelSpec channel, String group, Outlet outlet) {
        this.channel = channel;
        this.group = group;
        this.outlet = outlet;
    }

    /** The address of answers to requests that name none. */
    public static String address(ChannelSpec channel) {
        return channel.address() + ".replies";
    }

    /** The message that answers; {@code null} where nobody waits for one or there is none. */
    @Nullable
    Message of(Message request, Outcome outcome) {
        boolean answeredByWork =
                channel.delivery() == Delivery.EFFECTIVELY_ONCE && !(outcome instanceof Outcome.Repeated);
        if (answeredByWork || request.replyTo().isEmpty()) {
            return null;
        }
        Message reply = null;
        if (outcome instanceof Outcome.Replied replied) {
            reply = replied.reply();
        } else if (outcome instanceof Outcome.Repeated repeated) {
            reply = repeated.reply();
        } else if (outcome instanceof Outcome.Refused refused) {
            reply = refusal(request, refused.problem());
        } else if (request.replyTo().get().equals(address(channel))) {
            // Here a requester waits; on a channel of its own the answer may well come later.
            reply = refusal(request, Tally.NO_ANSWER);
        }
        return reply == null || reply.correlation().isPresent()
                ? reply
                : reply.edit().correlation(request.messageId()).build();
    }

    /** One try; done when durable. Who waits hears it when the answer is too large. */
    Future<Outcome> write(Message request, Message reply) {
        String address = request.replyTo().orElseThrow();
        return outlet.ready(address)
                .transform(known -> known.succeeded()
                        ? outlet.send(address, reply).compose(sent -> orWhyNot(request, address, sent))
                        : Future.succeededFuture(unknown(address, known.cause())));
    }

    private Future<Outcome> orWhyNot(Message request, String address, Outcome sent) {
        Problem problem = sent.problem();
        return problem != null && problem.kind() == Problem.Kind.TOO_LARGE
                ? outlet.send(address, refusal(request, problem))
                : Future.succeededFuture(sent);
    }

    private Message refusal(Message request, Problem problem) {
        Message refusal = ProblemMessage.encode(request, problem);
        return channel.kind() == ChannelKind.PUBLISH_SUBSCRIBE ? Responder.sign(refusal, group) : refusal;
    }

    private static Outcome unknown(String address, Throwable failure) {
        return Outcome.refused(
                Problem.Kind.BUSY,
                "The address " + address + " cannot be written to: " + failure.getMessage(),
                "Look at the broker.");
    }
}
