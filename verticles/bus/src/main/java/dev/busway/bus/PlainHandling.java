package dev.busway.bus;

import dev.busway.bus.Stage.Next;
import dev.busway.message.Message;
import io.vertx.core.Future;
import java.util.function.Function;

/** The end of handling where there is no transaction: calls the handler and makes an outcome of what it says. */
final class PlainHandling implements Next {
    private final MessageHandler handler;
    private final Function<String, Channel> channels;

    PlainHandling(MessageHandler bounded, Function<String, Channel> channels) {
        this.handler = bounded;
        this.channels = channels;
    }

    @Override
    public Future<Outcome> pass(Message message) {
        Future<?> handled = handler.handle(message, new NoTransaction(message, channels));
        if (handled.isComplete()) {
            return Future.succeededFuture(outcome(handled.result(), handled.cause()));
        }
        return handled.transform((result, failure) -> Future.succeededFuture(outcome(result, failure)));
    }

    private static Outcome outcome(Object result, Throwable failure) {
        if (failure != null) {
            return Outcome.refused(failure);
        }
        return result instanceof Message reply ? new Outcome.Replied(reply) : Outcome.delivered();
    }
}
