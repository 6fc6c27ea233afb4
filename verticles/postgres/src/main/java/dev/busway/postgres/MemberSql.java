package dev.busway.postgres;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import io.vertx.pgclient.PgException;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Watches the statements of one message in a transaction that is shared: what it left running is waited for, what failed spoils the
 * transaction for the others, and what is set for the transaction would be felt by them.
 */
final class MemberSql implements GuardedSql.Watch {
    private static final Pattern SETS =
            Pattern.compile("\\s*(set|reset|discard)\\b.*", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    private final ContextInternal context;
    private final Promise<Void> settled = Promise.promise();
    private int running;
    private boolean ended;
    private boolean failed;
    private boolean apart;

    /** @param context the handler's own: its statements end there */
    MemberSql(ContextInternal context) {
        this.context = context;
    }

    @Override
    public void asked(String sql) {
        if (SETS.matcher(sql).matches() || sql.toLowerCase(Locale.ROOT).contains("set_config")) {
            apart = true;
        }
    }

    @Override
    public <T> Future<T> ran(Future<T> statement) {
        running++;
        Promise<T> here = context.promise();
        statement.onComplete(done -> {
            running--;
            if (done.failed() && done.cause() instanceof PgException) {
                failed = true;
            }
            if (done.succeeded()) {
                here.complete(done.result());
            } else {
                here.fail(done.cause());
            }
            if (ended && running == 0) {
                settled.tryComplete();
            }
        });
        return here.future();
    }

    /** Completes when every statement has been answered; asked when no new one comes. */
    Future<Void> settled() {
        ended = true;
        if (running == 0) {
            settled.tryComplete();
        }
        return settled.future();
    }

    /** Whether a statement failed, so that the transaction may be spoiled. */
    boolean failed() {
        return failed;
    }

    /** Whether it did what others of its transaction would feel. */
    boolean apart() {
        return apart;
    }
}
