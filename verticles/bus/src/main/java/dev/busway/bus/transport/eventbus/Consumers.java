package dev.busway.bus.transport.eventbus;

import dev.busway.bus.Outcome;
import dev.busway.bus.Problem;
import dev.busway.bus.Registration;
import dev.busway.bus.transport.Receiver;
import dev.busway.codec.FrameCodec;
import dev.busway.contract.ChannelSpec;
import dev.busway.message.Message;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.util.List;

/**
 * Takes one channel's messages from addresses of the event bus: one consumer per address and node, on a context of the
 * transport's own, since the bus weighs nodes by the number of their consumers and a verticle's undeployment ends its consumers.
 * Whatever comes is answered; nothing is thrown.
 */
final class Consumers {
    private final Vertx vertx;
    private final ChannelSpec channel;
    private final ContextInternal context;

    Consumers(Vertx vertx, ChannelSpec channel) {
        this.vertx = vertx;
        this.channel = channel;
        this.context = ((VertxInternal) vertx).createEventLoopContext();
    }

    /** Opens the addresses; completes when every node knows them. */
    Future<Registration> open(List<String> addresses, Receiver receiver) {
        return context.future(opened -> context.runOnContext(now -> Future.all(addresses.stream()
                        .map(address -> consumer(address, receiver))
                        .toList())
                .map(all -> registration(all.<MessageConsumer<Object>>list()))
                .onComplete(opened)));
    }

    /** Opens an address for foreign bodies only: what this transport published itself is passed over. */
    Future<Registration> openForeign(String address, Receiver receiver) {
        return context.future(opened -> context.runOnContext(now -> {
            MessageConsumer<Object> consumer = vertx.eventBus().consumer(address, came -> {
                if (!PlainBody.isOwn(came.headers())) {
                    take(came, receiver);
                }
            });
            consumer.completion().map(done -> registration(List.of(consumer))).onComplete(opened);
        }));
    }

    private Future<MessageConsumer<Object>> consumer(String address, Receiver receiver) {
        MessageConsumer<Object> consumer = vertx.eventBus().consumer(address, came -> take(came, receiver));
        return consumer.completion().map(consumer);
    }

    private static Registration registration(List<MessageConsumer<Object>> consumers) {
        return () -> Future.join(
                        consumers.stream().map(MessageConsumer::unregister).toList())
                .mapEmpty();
    }

    private void take(io.vertx.core.eventbus.Message<Object> came, Receiver receiver) {
        Object body;
        try {
            body = came.body();
        } catch (RuntimeException unreadable) {
            Answers.tellPlain(came, Outcome.refused(unreadable));
            return;
        }
        if (body instanceof Message message) {
            takeOwn(came, message, receiver);
        } else {
            takeForeign(came, body, receiver);
        }
    }

    private static void takeOwn(io.vertx.core.eventbus.Message<Object> came, Message message, Receiver receiver) {
        String malformed = FrameCodec.malformed(message).orElse(null);
        if (malformed != null) {
            Answers.tell(
                    came,
                    message,
                    Outcome.refused(
                            Problem.Kind.INVALID,
                            "The frame cannot be read: " + malformed,
                            "Run the same version of Busway on every node."));
            return;
        }
        receiver.receive(message).onComplete((outcome, never) -> Answers.tell(came, message, outcome));
    }

    private void takeForeign(io.vertx.core.eventbus.Message<Object> came, Object body, Receiver receiver) {
        Message message;
        try {
            message = PlainBody.read(channel, came.headers(), body).orElse(null);
        } catch (IllegalArgumentException beyondLimits) {
            Answers.tellPlain(
                    came, Outcome.refused(Problem.Kind.INVALID, String.valueOf(beyondLimits.getMessage()), ""));
            return;
        }
        if (message == null) {
            Answers.tellPlain(
                    came,
                    Outcome.refused(
                            Problem.Kind.INVALID,
                            "The body is no JSON, buffer or text.",
                            "Send a JsonObject, JsonArray, Buffer or String."));
            return;
        }
        receiver.receive(message).onComplete((outcome, never) -> Answers.tellPlain(came, outcome));
    }
}
