package dev.busway.postgres;

import dev.busway.bus.Sql;
import io.vertx.core.Future;
import io.vertx.sqlclient.PreparedQuery;
import io.vertx.sqlclient.Query;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlResult;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collector;

/**
 * The handler's view of its transaction: it may neither end it nor use it afterwards, when the connection is another's. A
 * statement that comes too late is refused even if it was made in time.
 */
final class GuardedSql implements Sql {
    private static final Pattern ENDS_TRANSACTION = Pattern.compile(
            "\\s*(begin|start|commit|end|abort|prepare\\s+transaction|rollback(?!\\s+(work\\s+|transaction\\s+)?to\\b))\\b.*",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    private static final Watch NOBODY = new Watch() {
        @Override
        public void asked(String sql) {}

        @Override
        public <T> Future<T> ran(Future<T> statement) {
            return statement;
        }
    };

    private final SqlClient client;
    private final Watch watch;
    private volatile boolean ended;

    /** Sees what is asked of the transaction. */
    interface Watch {
        void asked(String sql);

        /** A statement was sent; the future that its handler gets. */
        <T> Future<T> ran(Future<T> statement);
    }

    GuardedSql(SqlClient client) {
        this(client, NOBODY);
    }

    GuardedSql(SqlClient client, Watch watch) {
        this.client = client;
        this.watch = watch;
    }

    void end() {
        ended = true;
    }

    @Override
    public Query<RowSet<Row>> query(String sql) {
        return new GuardedQuery<>(client.query(allowed(sql)));
    }

    @Override
    public PreparedQuery<RowSet<Row>> preparedQuery(String sql) {
        return new GuardedPreparedQuery<>(client.preparedQuery(allowed(sql)));
    }

    private String allowed(String sql) {
        check();
        if (ENDS_TRANSACTION.matcher(sql).matches()) {
            throw new IllegalArgumentException("a handler's transaction is begun and ended for it, so it may not run: "
                    + sql.strip().split("\\s", 2)[0].toLowerCase(Locale.ROOT));
        }
        watch.asked(sql);
        return sql;
    }

    private void check() {
        if (ended) {
            throw new IllegalStateException("this unit of work has ended: its handler's future is complete");
        }
    }

    private <T> Future<T> run(Supplier<Future<T>> statement) {
        return ended
                ? Future.failedFuture(
                        new IllegalStateException("this unit of work has ended: its handler's future is complete"))
                : watch.ran(statement.get());
    }

    private final class GuardedQuery<T> implements Query<T> {
        private final Query<T> query;

        GuardedQuery(Query<T> query) {
            this.query = query;
        }

        @Override
        public Future<T> execute() {
            return run(query::execute);
        }

        @Override
        public <R> Query<SqlResult<R>> collecting(Collector<Row, ?, R> collector) {
            return new GuardedQuery<>(query.collecting(collector));
        }

        @Override
        public <U> Query<RowSet<U>> mapping(Function<Row, U> mapper) {
            return new GuardedQuery<>(query.mapping(mapper));
        }
    }

    private final class GuardedPreparedQuery<T> implements PreparedQuery<T> {
        private final PreparedQuery<T> query;

        GuardedPreparedQuery(PreparedQuery<T> query) {
            this.query = query;
        }

        @Override
        public Future<T> execute() {
            return run(query::execute);
        }

        @Override
        public Future<T> execute(Tuple tuple) {
            return run(() -> query.execute(tuple));
        }

        @Override
        public Future<T> executeBatch(List<Tuple> batch) {
            return run(() -> query.executeBatch(batch));
        }

        @Override
        public <R> PreparedQuery<SqlResult<R>> collecting(Collector<Row, ?, R> collector) {
            return new GuardedPreparedQuery<>(query.collecting(collector));
        }

        @Override
        public <U> PreparedQuery<RowSet<U>> mapping(Function<Row, U> mapper) {
            return new GuardedPreparedQuery<>(query.mapping(mapper));
        }
    }
}
