package dev.busway.bus;

import dev.busway.message.Message;
import dev.busway.message.MessageBuilder;
import io.vertx.core.Future;
import java.util.function.Function;

/** The work of a message on a channel that has no transaction: what it sends goes at once, caused by the message. */
final class NoTransaction implements Work {
    private final Message cause;
    private final Function<String, Channel> channels;

    NoTransaction(Message cause, Function<String, Channel> channels) {
        this.cause = cause;
        this.channels = channels;
    }

    @Override
    public Sql sql() {
        throw none("no SQL");
    }

    @Override
    public Future<Void> send(String channel, Message message) {
        try {
            return channels.apply(channel).send(caused(message));
        } catch (RuntimeException refused) {
            return Future.failedFuture(refused);
        }
    }

    @Override
    public Future<Void> publish(String channel, Message message) {
        try {
            return channels.apply(channel).publish(caused(message));
        } catch (RuntimeException refused) {
            return Future.failedFuture(refused);
        }
    }

    @Override
    public void answerLater() {
        throw none("no operation to answer later");
    }

    @Override
    public Future<Void> answer(String channel, String operation, Message reply) {
        throw none("no transaction to answer an operation in");
    }

    private Message caused(Message message) {
        MessageBuilder made = message.edit();
        if (message.causation().isEmpty()) {
            made.causation(cause.messageId());
        }
        if (message.trace().isEmpty()) {
            made.trace(cause.trace().orElse(null));
        }
        return made.build();
    }

    private static IllegalStateException none(String what) {
        return new IllegalStateException("This channel is not effectively-once, so there is " + what
                + ". Mend: give the channel delivery: effectively-once in its contract, or use a client of your own.");
    }
}
