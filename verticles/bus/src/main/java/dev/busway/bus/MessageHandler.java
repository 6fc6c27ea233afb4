package dev.busway.bus;

import dev.busway.message.Message;
import io.vertx.core.Future;

/**
 * Code of a verticle that takes a channel's messages. Runs on the verticle's own context.
 *
 * <p>The future means <i>handled</i>: until it completes the message counts as in flight, and only then it is acknowledged. A
 * {@link Message} in it is the answer; anything else (a row set, {@code null}) is not. A failure with {@link ProblemException}
 * refuses the message with that problem; any other failure, and a throw, is BROKEN. What is refused with a kind that may
 * succeed later is tried again where the channel is durable.
 */
@FunctionalInterface
public interface MessageHandler {
    Future<?> handle(Message message, Work work);
}
