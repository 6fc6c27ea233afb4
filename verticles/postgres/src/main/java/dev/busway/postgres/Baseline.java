package dev.busway.postgres;

import io.vertx.core.Future;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;

/**
 * Lets a tail begin: looks once what the table has, and which transactions that look saw. It is not taken before each
 * transaction that was open when the slot was there has ended: one whose commit stands in the log before the slot, and that
 * others cannot see yet, would be in neither. Used on the relay's context alone.
 */
final class Baseline {
    /** With more rows than this in the table the log is not begun: they are sent from there first. */
    private static final int MOST_ROWS = 10_000;

    private static final long UNKNOWN = -1;

    private long newest = UNKNOWN;

    /** For another tail. */
    void forget() {
        newest = UNKNOWN;
    }

    /** One step towards it. */
    Future<Void> begin(PgConnection open, RelayLook look, Tail opened) {
        if (newest == UNKNOWN) {
            return open.preparedQuery(RelaySql.HORIZON).execute().map(rows -> {
                newest = rows.iterator().next().getLong("newest");
                return null;
            });
        }
        if (look.oldest() < newest) {
            return Future.succeededFuture();
        }
        return open.preparedQuery(RelaySql.BASELINE)
                .execute(Tuple.of(MOST_ROWS + 1))
                .map(rows -> {
                    if (rows.size() <= MOST_ROWS && opened.phase() == Tail.Phase.OPENED) {
                        begin(rows, opened);
                    }
                    return null;
                });
    }

    private static void begin(RowSet<Row> rows, Tail opened) {
        List<RelayedRow> ready = new ArrayList<>();
        List<RelayedRow> straight = new ArrayList<>();
        String seen = "";
        for (Row row : rows) {
            seen = row.getString("seen");
            if (row.getLong("seq") != null) {
                (row.getInteger("state") == 0 ? straight : ready).add(RelayedRow.mention(row));
            }
        }
        opened.live(SnapshotView.parse(seen), ready, straight);
    }
}
