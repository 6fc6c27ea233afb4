package dev.busway.postgres;

import dev.busway.bus.Outcome;
import dev.busway.bus.Registration;
import dev.busway.bus.transport.broker.GroupWork;
import dev.busway.message.Message;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Collects the mail of this node's groups, those whose lock it gets, by one connection: the locks live and die with it. State is touched
 * by one context.
 */
final class MailCourier {
    /** How often a node asks for what another one collects, and looks for mail that nobody told it of. */
    private static final Duration LOOK = Duration.ofSeconds(1);

    /** A connection that says nothing for so long is given up: by then the server may have ended the session. */
    private static final Duration SILENCE = Duration.ofSeconds(8);

    private static final Duration LONGEST_DRAIN = Duration.ofSeconds(35);
    private static final int BATCH = 500;
    /** As the relay's: a frozen node must not keep its groups, and a delete that a crash loses costs a repeat. */
    private static final Map<String, String> SESSION =
            Map.of("idle_session_timeout", "10s", "synchronous_commit", "off", "enable_seqscan", "off");

    private final Vertx vertx;
    private final Context context;
    private final Database database;
    private final MailPosting posting;
    private final List<MailCollecting> all = new ArrayList<>();
    private @Nullable PgConnection connection;
    private boolean connecting;
    /** When the look that is under way began; 0: none is. */
    private long lookingSince;

    private boolean closed;
    private long timer = -1;

    MailCourier(Vertx vertx, Database database, MailPosting posting) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.database = database;
        this.posting = posting;
    }

    void run(Runnable step) {
        context.runOnContext(here -> step.run());
    }

    @Nullable
    SqlConnection connection() {
        return connection;
    }

    int batch() {
        return BATCH;
    }

    Future<Outcome> post(String address, Optional<String> group, Message message) {
        return posting.post(address, group, message);
    }

    Future<Registration> collect(String address, String group, int most, GroupWork work) {
        MailCollecting mine = new MailCollecting(this, address, group, most, work);
        Promise<Registration> standing = Promise.promise();
        run(() -> {
            all.add(mine);
            look();
            standing.complete(() -> leave(mine));
        });
        return standing.future();
    }

    /** Mail has come there. Safe on any thread. */
    void wake(String address) {
        run(() -> {
            for (MailCollecting one : all) {
                if (one.address.equals(address)) {
                    one.round();
                }
            }
        });
    }

    private void look() {
        vertx.cancelTimer(timer);
        if (closed || all.isEmpty()) {
            return;
        }
        timer = vertx.setTimer(LOOK.toMillis(), tick -> run(this::look));
        PgConnection open = connection;
        if (open == null) {
            connect();
        } else if (lookingSince == 0) {
            lookingSince = System.nanoTime();
            Future.join(lock(open), waiting(open))
                    .onComplete(done -> run(() -> {
                        if (open == connection) {
                            lookingSince = 0;
                        }
                        if (done.failed()) {
                            failed(open, done.cause());
                        }
                    }));
        } else if (System.nanoTime() - lookingSince > SILENCE.toNanos()) {
            failed(open, new TimeoutException("nothing heard for " + SILENCE.toSeconds() + " s"));
        }
    }

    private Future<?> lock(PgConnection open) {
        List<MailCollecting> free = those(one -> one.shard == null && !one.leaving);
        return free.isEmpty()
                ? Future.succeededFuture()
                : named(open, MailSql.LOCK, free)
                        .onSuccess(rows -> run(() -> {
                            for (Row row : rows) {
                                MailCollecting one = free.get(row.getInteger("nr") - 1);
                                if (row.getBoolean("mine") && open == connection) {
                                    locked(open, one);
                                }
                            }
                        }));
    }

    private void locked(PgConnection open, MailCollecting one) {
        if (one.leaving) {
            unlock(open, one);
        } else {
            one.shard = new MailShard();
            one.round();
        }
    }

    private Future<?> waiting(PgConnection open) {
        List<MailCollecting> mine = those(one -> one.shard != null);
        return mine.isEmpty()
                ? Future.succeededFuture()
                : named(open, MailSql.WAITING, mine)
                        .onSuccess(rows -> run(() -> rows.forEach(
                                row -> mine.get(row.getInteger("nr") - 1).round())));
    }

    private static Future<RowSet<Row>> named(PgConnection open, String sql, List<MailCollecting> groups) {
        return open.preparedQuery(sql)
                .execute(Tuple.tuple()
                        .addArrayOfString(
                                groups.stream().map(one -> one.address).toArray(String[]::new))
                        .addArrayOfString(groups.stream().map(one -> one.group).toArray(String[]::new)));
    }

    private List<MailCollecting> those(Predicate<MailCollecting> such) {
        return all.stream().filter(such).toList();
    }

    private void connect() {
        if (connecting) {
            return;
        }
        connecting = true;
        database.connect("busway-mail", SESSION)
                .onComplete(made -> run(() -> {
                    connecting = false;
                    if (made.failed()) {
                        Failures.LOG
                                .atWarn()
                                .addKeyValue("cause", made.cause().getMessage())
                                .log("mail not collected");
                    } else if (closed) {
                        made.result().close();
                    } else {
                        PgConnection open = made.result();
                        connection = open;
                        open.closeHandler(gone -> run(() -> lost(open)));
                        look();
                    }
                }));
    }

    /** A connection that fails one statement is given up, and with it its locks. */
    void failed(SqlConnection broken, Throwable cause) {
        if (broken == connection) {
            Failures.LOG.atWarn().addKeyValue("cause", cause.getMessage()).log("mail round failed");
            broken.close();
            lost(broken);
        }
    }

    private void lost(SqlConnection gone) {
        if (gone == connection) {
            connection = null;
            lookingSince = 0;
            all.forEach(MailCollecting::lost);
        }
    }

    private Future<Void> leave(MailCollecting one) {
        Promise<Void> left = Promise.promise();
        run(() -> {
            one.leaving = true;
            one.work.stop();
            MailShard mine = one.shard;
            var unused = one.work
                    .release(mine == null ? List.of() : List.of(mine))
                    .orTimeout(LONGEST_DRAIN.toMillis(), TimeUnit.MILLISECONDS)
                    .whenComplete((done, late) -> run(() -> gone(one, left)));
        });
        return left.future();
    }

    private void gone(MailCollecting one, Promise<Void> left) {
        all.remove(one);
        MailShard mine = one.shard;
        PgConnection open = connection;
        one.shard = null;
        if (mine == null || open == null) {
            left.complete();
            closeIdle();
            return;
        }
        Future<?> deleted = open.preparedQuery(MailSql.ENDED)
                .execute(Tuple.tuple().addArrayOfLong(mine.ended.toArray(Long[]::new)));
        // Behind the delete, on the same connection: who collects next does not see what has ended.
        Future.join(deleted, unlock(open, one))
                .onComplete(done -> run(() -> {
                    left.complete();
                    closeIdle();
                }));
    }

    /** Before the server ends it for its silence. */
    private void closeIdle() {
        PgConnection open = connection;
        if (open != null && all.isEmpty()) {
            connection = null;
            lookingSince = 0;
            open.close();
        }
    }

    private static Future<?> unlock(PgConnection open, MailCollecting one) {
        return open.preparedQuery(MailSql.UNLOCK).execute(Tuple.of(one.address, one.group));
    }

    Future<Void> close() {
        Promise<Void> ended = Promise.promise();
        run(() -> {
            closed = true;
            vertx.cancelTimer(timer);
            PgConnection open = connection;
            connection = null;
            all.forEach(MailCollecting::lost);
            all.clear();
            (open == null ? Future.<Void>succeededFuture() : open.close()).onComplete(done -> ended.complete());
        });
        return ended.future();
    }
}
