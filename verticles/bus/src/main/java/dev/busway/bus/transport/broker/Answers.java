package dev.busway.bus.transport.broker;

import dev.busway.bus.Outcome;
import dev.busway.bus.Problem;
import dev.busway.bus.ProblemMessage;
import dev.busway.contract.ChannelSpec;
import dev.busway.contract.Delivery;
import dev.busway.message.Message;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/**
 * Writes the answers of handled requests to the address that each names in {@code replyto}. On effectively-once channels the unit of
 * work does that.
 */
public final class Answers {
    private final ChannelSpec channel;
    private final Outlet outlet;

    Answers(ChannelSpec channel, Outlet outlet) {
        this.channel = channel;
        this.outlet = outlet;
    }

    /** The address of answers to requests that name none. */
    public static String address(ChannelSpec channel) {
        return channel.address() + ".replies";
    }

    /** The message that answers; {@code null} where nobody waits for one or there is none. */
    @Nullable
    Message of(Message request, Outcome outcome) {
        if (channel.delivery() == Delivery.EFFECTIVELY_ONCE || request.replyTo().isEmpty()) {
            return null;
        }
        Message reply = null;
        if (outcome instanceof Outcome.Replied replied) {
            reply = replied.reply();
        } else if (outcome instanceof Outcome.Repeated repeated) {
            reply = repeated.reply();
        } else if (outcome instanceof Outcome.Refused refused) {
            reply = ProblemMessage.encode(request, refused.problem());
        } else if (request.replyTo().get().equals(address(channel))) {
            // Here a requester waits; on a channel of its own the answer may well come later.
            reply = ProblemMessage.encode(
                    request,
                    Problem.of(Problem.Kind.BROKEN, "The handler gave no answer.", "Send where none is wanted."));
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
                ? outlet.send(address, ProblemMessage.encode(request, problem))
                : Future.succeededFuture(sent);
    }

    private static Outcome unknown(String address, Throwable failure) {
        return Outcome.refused(
                Problem.Kind.BUSY,
                "The address " + address + " cannot be written to: " + failure.getMessage(),
                "Look at the broker.");
    }
}
