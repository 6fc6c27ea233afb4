package dev.busway.postgres;

import dev.busway.bus.Outcome;
import dev.busway.bus.Problem.Kind;
import dev.busway.bus.transport.DeadLetter;
import dev.busway.codec.FrameCodec;
import dev.busway.message.Message;
import dev.busway.message.PayloadException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Writes mail in the order in which it comes: what comes while one statement is under way goes with the next, so that many messages
 * share a commit. Safe on any thread.
 */
final class MailPosting {
    /** Messages that wait to be written; one more is BUSY. */
    private static final int MOST_WAITING = 20_000;

    /** A connection that says nothing for so long holds up no others. */
    private static final int LONGEST_SECONDS = 15;

    private static final int MOST_ROWS = 500;
    private static final int MOST_BYTES = 8 << 20;

    private final Pool pool;
    private final Consumer<Set<String>> posted;
    private final ArrayDeque<Letter> waiting = new ArrayDeque<>();
    private boolean busy;

    /** One message to be written. */
    private record Letter(
            String address, @Nullable String group, Message message, Buffer frame, Promise<Outcome> done) {}

    /** @param posted hears where there is mail now */
    MailPosting(Pool pool, Consumer<Set<String>> posted) {
        this.pool = pool;
        this.posted = posted;
    }

    Future<Outcome> post(String address, Optional<String> group, Message message) {
        Letter letter;
        try {
            letter = new Letter(address, group.orElse(null), message, FrameCodec.encode(message), Promise.promise());
        } catch (PayloadException unwritable) {
            return Future.succeededFuture(Outcome.refused(
                    Kind.INVALID,
                    "A message to " + address + " " + unwritable.getMessage() + ".",
                    "Send what JSON can say."));
        }
        synchronized (this) {
            if (waiting.size() >= MOST_WAITING) {
                return Future.succeededFuture(Outcome.refused(
                        Kind.BUSY, MOST_WAITING + " messages wait to be written.", "Send it again later."));
            }
            waiting.add(letter);
        }
        next();
        return letter.done().future();
    }

    private void next() {
        List<Letter> batch;
        synchronized (this) {
            if (busy || waiting.isEmpty()) {
                return;
            }
            busy = true;
            batch = batch();
        }
        write(batch).onComplete(written -> {
            synchronized (this) {
                busy = false;
            }
            next();
        });
    }

    private List<Letter> batch() {
        List<Letter> batch = new ArrayList<>();
        long bytes = 0;
        while (!waiting.isEmpty() && batch.size() < MOST_ROWS && (batch.isEmpty() || bytes < MOST_BYTES)) {
            Letter letter = waiting.remove();
            bytes += letter.frame().length();
            batch.add(letter);
        }
        return batch;
    }

    /** One that the database cannot take, as a text with a zero in it, must not fail the others. */
    private Future<?> write(List<Letter> batch) {
        return pool.preparedQuery(MailSql.POST)
                .execute(values(batch))
                .timeout(LONGEST_SECONDS, TimeUnit.SECONDS)
                .transform(done -> {
                    if (done.failed()
                            && batch.size() > 1
                            && done.cause() instanceof PgException
                            && !Failures.lost(done.cause())) {
                        Future<?> all = Future.succeededFuture();
                        for (Letter letter : batch) {
                            all = all.compose(before -> write(List.of(letter)));
                        }
                        return all;
                    }
                    if (done.succeeded()) {
                        posted.accept(batch.stream().map(Letter::address).collect(Collectors.toSet()));
                    }
                    Outcome outcome = done.succeeded() ? Outcome.delivered() : refused(done.cause());
                    batch.forEach(letter -> letter.done().complete(outcome));
                    return Future.succeededFuture();
                });
    }

    private static Outcome refused(Throwable failure) {
        return failure instanceof TimeoutException
                ? Outcome.refused(
                        Kind.BUSY,
                        "The database did not answer within " + LONGEST_SECONDS + " s; the message may be kept.",
                        "Send it again, with the same id.")
                : new Outcome.Refused(Failures.problem(failure));
    }

    private static Tuple values(List<Letter> batch) {
        return Tuple.tuple()
                .addArrayOfString(batch.stream().map(Letter::address).toArray(String[]::new))
                .addArrayOfString(batch.stream().map(Letter::group).toArray(String[]::new))
                .addArrayOfString(
                        batch.stream().map(letter -> letter.message().id()).toArray(String[]::new))
                .addArrayOfString(batch.stream()
                        .map(letter -> letter.message().key().orElse(null))
                        .toArray(String[]::new))
                .addArrayOfString(batch.stream()
                        .map(letter -> letter.message().extensions().get(DeadLetter.ID))
                        .toArray(String[]::new))
                .addArrayOfBuffer(batch.stream().map(Letter::frame).toArray(Buffer[]::new));
    }
}
