package dev.busway.bus;

import dev.busway.bus.Idempotency.Done;
import dev.busway.message.Bytes;
import dev.busway.message.Message;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Asks a memory before it calls the handler, and tells it after. */
final class IdempotentHandler implements MessageHandler {
    private final Idempotency memory;
    private final MessageHandler handler;
    /** Handled right now; as many as the channel has in flight. */
    private final Map<String, Future<Void>> running = new ConcurrentHashMap<>();

    IdempotentHandler(Idempotency memory, MessageHandler handler) {
        this.memory = memory;
        this.handler = handler;
    }

    @Override
    public Future<?> handle(Message message, Work work) {
        Promise<Void> ended = Promise.promise();
        Future<Void> first = running.putIfAbsent(message.id(), ended.future());
        if (first != null) {
            return first.compose(done -> handle(message, work));
        }
        return once(message, work).onComplete(done -> {
            running.remove(message.id());
            ended.complete();
        });
    }

    private Future<?> once(Message message, Work work) {
        String digest = digest(message);
        return asked(message)
                .compose(seen -> seen.isPresent()
                        ? again(message, digest, seen.get())
                        : handler.handle(message, work).compose(result -> {
                            Optional<Message> reply =
                                    result instanceof Message answer ? Optional.of(answer) : Optional.empty();
                            return memory.done(message, new Done(digest, reply)).map(kept -> result);
                        }));
    }

    private Future<Optional<Done>> asked(Message message) {
        try {
            return memory.seen(message);
        } catch (RuntimeException thrown) {
            return Future.failedFuture(thrown);
        }
    }

    private static Future<Object> again(Message message, String digest, Done done) {
        if (!done.digest().equals(digest)) {
            return Future.failedFuture(new ProblemException(
                    Problem.Kind.CONFLICT,
                    "The id " + message.id() + " was used for another message.",
                    "Use a new id (Idempotency-Key) for each new message; repeat one with the same type and body."));
        }
        return Future.succeededFuture(done.reply().orElse(null));
    }

    private static String digest(Message message) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            sha.update(message.type().getBytes(StandardCharsets.UTF_8));
            sha.update((byte) 0);
            sha.update(Bytes.array(message.bytes()));
            return HexFormat.of().formatHex(sha.digest());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
