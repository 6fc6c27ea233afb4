package dev.busway.postgres;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Says in the database what happened after commits: these rows are sent, those operations finished. What comes while one
 * statement is under way goes with the next one, so that many messages share it. Nothing here waits for the disk: a mark that a
 * crash loses means that a message is sent once more, with its id.
 *
 * <p>NOTIFY stands here and not in the handler's transaction, because transactions that notify commit one after another. Safe
 * on any thread.
 */
final class Marks {
    /** PostgreSQL takes notifications below 8000 bytes; longer ids are found by the waiters' own look. */
    private static final int LONGEST_NOTICE = 1000;

    /** With so many rows that have gone and still stand there, whoever sent more waits. */
    private static final int MOST_GONE = 1000;

    private static final String MARK = """
            with sent as (delete from busway.outbox where seq = any($1)),
            left_over as (update busway.outbox set state = 1 where seq = any($2) and state = 0)
            select pg_notify('busway_done', id) from unnest($3::text[]) id
            union all select pg_notify('busway_outbox', '') where $4""";

    /** So long a relay that was told of handlers at work looks often, and need not be told again. */
    private static final Duration STIR_EVERY = Duration.ofSeconds(2);

    /** Rows that have gone wait so long for company: each statement costs as much as the delete of many rows. */
    private static final Duration COMPANY = Duration.ofMillis(10);

    /** With so many rows it waits no longer. */
    private static final int ENOUGH = 100;

    private final Vertx vertx;
    private final Pool pool;
    private final Set<Long> gone = new HashSet<>();
    private Batch waiting = new Batch();
    private @Nullable Batch running;
    private final LongSupplier clock;
    private long stirred;
    private boolean drained;
    private boolean timed;

    private static final class Batch {
        final List<Long> sent = new ArrayList<>();
        final List<Long> leftOver = new ArrayList<>();
        final List<String> done = new ArrayList<>();
        boolean stirs;
        final Promise<Void> written = Promise.promise();

        /** Whether nobody waits for it. */
        boolean canWait() {
            return leftOver.isEmpty() && done.isEmpty() && !stirs && sent.size() < ENOUGH;
        }

        boolean isEmpty() {
            return sent.isEmpty() && leftOver.isEmpty() && done.isEmpty() && !stirs;
        }
    }

    /** @param clock in nanoseconds, as {@link System#nanoTime} */
    Marks(Vertx vertx, Pool pool, LongSupplier clock) {
        this.vertx = vertx;
        this.pool = pool;
        this.clock = clock;
        this.stirred = clock.getAsLong() - STIR_EVERY.toNanos();
    }

    /**
     * Marks what became of one unit of work.
     *
     * @param sent rows that the transport has
     * @param leftOver rows that it did not take: the relay's now
     * @param done operations that are finished
     * @return completes when written; never fails: what is not marked is sent again
     */
    Future<Void> mark(List<Long> sent, List<Long> leftOver, List<String> done) {
        Future<Void> written;
        synchronized (this) {
            waiting.sent.addAll(sent);
            gone.addAll(sent);
            waiting.leftOver.addAll(leftOver);
            done.stream().filter(id -> id.length() <= LONGEST_NOTICE).forEach(waiting.done::add);
            if (waiting.isEmpty()) {
                return Future.succeededFuture();
            }
            written = waiting.written.future();
            if (!drained && waiting.canWait()) {
                inCompany();
                return written;
            }
        }
        next();
        return written;
    }

    /** This node begins to send, or keeps something for later: the others must look what it would leave if it died. */
    void stir() {
        synchronized (this) {
            long now = clock.getAsLong();
            if (now - stirred < STIR_EVERY.toNanos()) {
                return;
            }
            stirred = now;
            waiting.stirs = true;
        }
        next();
    }

    private void inCompany() {
        if (!timed) {
            timed = true;
            vertx.setTimer(COMPANY.toMillis(), now -> {
                synchronized (this) {
                    timed = false;
                }
                next();
            });
        }
    }

    /** Rows that have gone and still stand in the table. */
    synchronized Long[] gone() {
        return gone.toArray(Long[]::new);
    }

    /** Whether there are few of them, so that nobody need wait. */
    synchronized boolean keepsUp() {
        return gone.size() <= MOST_GONE;
    }

    /** Completes when all that was marked is written; asked when nothing new comes. */
    Future<Void> drain() {
        Batch last;
        synchronized (this) {
            drained = true;
            last = waiting.isEmpty() ? running : waiting;
        }
        next();
        return last == null ? Future.succeededFuture() : last.written.future();
    }

    private void next() {
        Batch batch;
        synchronized (this) {
            if (running != null || waiting.isEmpty()) {
                return;
            }
            batch = waiting;
            running = batch;
            waiting = new Batch();
        }
        pool.preparedQuery(MARK)
                .execute(Tuple.tuple()
                        .addArrayOfLong(batch.sent.toArray(Long[]::new))
                        .addArrayOfLong(batch.leftOver.toArray(Long[]::new))
                        .addArrayOfString(batch.done.toArray(String[]::new))
                        .addBoolean(batch.stirs))
                .onComplete(done -> {
                    if (done.failed()) {
                        Failures.LOG
                                .atWarn()
                                .addKeyValue("rows", batch.sent.size())
                                .addKeyValue("cause", done.cause().getMessage())
                                .log("sent messages not marked, they are sent again");
                    }
                    synchronized (this) {
                        running = null;
                        batch.sent.forEach(gone::remove);
                    }
                    batch.written.complete();
                    following();
                });
    }

    /** What came while the last one was written; it still waits for company where it can. */
    private void following() {
        synchronized (this) {
            if (!drained && waiting.canWait()) {
                if (!waiting.isEmpty()) {
                    inCompany();
                }
                return;
            }
        }
        next();
    }
}
