package dev.busway.postgres;

import io.vertx.core.Future;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Tuple;

/**
 * When no message can come any more that is in the log alone: nobody writes such since a moment, each transaction that was open
 * then has ended, and the log has been read to behind that. Used on the relay's context alone.
 */
final class LogEnd {
    private static final long UNKNOWN = -1;

    private long newest = UNKNOWN;
    private long mark = UNKNOWN;

    /** There will be such messages again. */
    void forget() {
        newest = UNKNOWN;
        mark = UNKNOWN;
    }

    /**
     * One step towards it.
     *
     * @param position all before it is dealt with
     */
    Future<Boolean> reached(PgConnection open, RelayLook look, long position) {
        if (newest == UNKNOWN || look.emit()) {
            Future<?> said = look.emit()
                    ? open.preparedQuery(RelaySql.EMIT).execute(Tuple.of(RelaySql.EMIT_OFF))
                    : Future.succeededFuture();
            return said.compose(off -> open.preparedQuery(RelaySql.HORIZON).execute())
                    .map(rows -> {
                        newest = rows.iterator().next().getLong("newest");
                        return false;
                    });
        }
        if (look.oldest() < newest) {
            return Future.succeededFuture(false);
        }
        if (mark == UNKNOWN) {
            return open.preparedQuery(RelaySql.MARK).execute().map(rows -> {
                mark = rows.iterator().next().getLong("position");
                return false;
            });
        }
        return Future.succeededFuture(position >= mark);
    }
}
