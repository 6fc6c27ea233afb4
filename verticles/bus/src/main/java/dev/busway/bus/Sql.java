package dev.busway.bus;

import io.vertx.sqlclient.PreparedQuery;
import io.vertx.sqlclient.Query;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;

/** The statements of one unit of work; no begin, no commit, no close. */
public interface Sql {
    Query<RowSet<Row>> query(String sql);

    PreparedQuery<RowSet<Row>> preparedQuery(String sql);
}
