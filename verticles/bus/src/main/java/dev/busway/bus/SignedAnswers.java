package dev.busway.bus;

import dev.busway.message.Message;
import io.vertx.core.Future;

/** A handler of a publish-subscribe channel whose answers say which group gives them. */
final class SignedAnswers implements MessageHandler {
    private final String group;
    private final MessageHandler handler;

    /** @param handler never throws and never gives {@code null} */
    SignedAnswers(String group, MessageHandler handler) {
        this.group = group;
        this.handler = handler;
    }

    @Override
    public Future<?> handle(Message message, Work work) {
        Future<?> handled = handler.handle(message, work);
        boolean silent = handled.isComplete() && !(handled.result() instanceof Message);
        return silent ? handled : handled.map(this::signed);
    }

    private Object signed(Object result) {
        return result instanceof Message answer ? Responder.sign(answer, group) : result;
    }
}
