package dev.busway.kafka;

import dev.busway.bus.Outcome;
import dev.busway.bus.Problem;
import dev.busway.bus.ProblemMessage;
import dev.busway.contract.ChannelSpec;
import dev.busway.contract.Delivery;
import dev.busway.message.Message;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/**
 * Writes the answers of handled requests to the topic that each names in {@code replyto}. On effectively-once channels the unit of
 * work does that.
 */
final class Answers {
    private final ChannelSpec channel;
    private final RecordProducer producer;

    Answers(ChannelSpec channel, RecordProducer producer) {
        this.channel = channel;
        this.producer = producer;
    }

    /** The topic of answers to requests that name none. */
    static String topic(ChannelSpec channel) {
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
        } else if (request.replyTo().get().equals(topic(channel))) {
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
        String topic = request.replyTo().orElseThrow();
        return producer.ready(topic)
                .transform(known -> known.succeeded()
                        ? producer.send(topic, reply).compose(sent -> orWhyNot(request, topic, sent))
                        : Future.succeededFuture(Refusals.notTaken(known.cause())));
    }

    private Future<Outcome> orWhyNot(Message request, String topic, Outcome sent) {
        Problem problem = sent.problem();
        return problem != null && problem.kind() == Problem.Kind.TOO_LARGE
                ? producer.send(topic, ProblemMessage.encode(request, problem))
                : Future.succeededFuture(sent);
    }
}
