package dev.busway.postgres;

import dev.busway.bus.Problem;
import dev.busway.bus.Problem.Kind;
import dev.busway.bus.ProblemException;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The connections of one node, by what they are for, so that none of them can starve another: handling messages, doors, and
 * marks, whose commits need not reach the disk. Safe on any thread.
 */
final class Database {
    private static final int PIPELINE = 64;
    private static final int STATEMENTS = 512;
    private static final int LONGEST_CACHED_STATEMENT = 4096;

    private final Vertx vertx;
    private final PostgresOptions options;
    private final int node = ThreadLocalRandom.current().nextInt(1, Integer.MAX_VALUE);
    private final Pool handling;
    private final Pool doors;
    private final Pool marks;
    private final Sessions sessions;
    private final LongSupplier clock;

    /** Opens a connection outside every pool. */
    interface Sessions {
        Future<PgConnection> open(String application, Map<String, String> settings);
    }

    Database(Vertx vertx, PostgresOptions options) {
        this.vertx = vertx;
        this.options = options;
        this.handling = pool(options.pool(), login("busway-handling", Map.of()), Database::warm);
        this.doors = pool(options.doors(), login("busway-doors", Map.of()), SqlConnection::close);
        this.marks = pool(1, login("busway-marks", Map.of("synchronous_commit", "off")), SqlConnection::close);
        this.sessions = (application, settings) -> PgConnection.connect(vertx, login(application, settings));
        this.clock = System::nanoTime;
    }

    /** On connections and a clock that are there already: what tests need that run on no server. */
    Database(Vertx vertx, PostgresOptions options, Pool pool, Sessions sessions, LongSupplier clock) {
        this.vertx = vertx;
        this.options = options;
        this.handling = pool;
        this.doors = pool;
        this.marks = pool;
        this.sessions = sessions;
        this.clock = clock;
    }

    /** A login with the statement cache on: without it each statement is parsed, and answered twice, every time. */
    PgConnectOptions login(String application, Map<String, String> settings) {
        PgConnectOptions login = new PgConnectOptions()
                .setHost(options.host())
                .setPort(options.port())
                .setDatabase(options.database())
                .setUser(options.user())
                .setPassword(options.password())
                .setPipeliningLimit(PIPELINE)
                .setCachePreparedStatements(true)
                .setPreparedStatementCacheMaxSize(STATEMENTS)
                .setPreparedStatementCacheSqlLimit(LONGEST_CACHED_STATEMENT);
        login.addProperty("application_name", application);
        login.addProperty("busway.node", Integer.toString(node));
        settings.forEach(login::addProperty);
        return login;
    }

    private Pool pool(int size, PgConnectOptions login, Handler<SqlConnection> connected) {
        return PgBuilder.pool()
                .with(new PoolOptions()
                        .setMaxSize(size)
                        .setMaxWaitQueueSize(options.waiting())
                        .setConnectionTimeout((int) options.patience().toMillis())
                        .setConnectionTimeoutUnit(TimeUnit.MILLISECONDS))
                .with(new NetClientOptions().setTcpKeepAlive(true).setTcpNoDelay(true))
                .connectingTo(login)
                .withConnectHandler(connection -> {
                    Departure.together(connection);
                    connected.handle(connection);
                })
                .using(vertx)
                .build();
    }

    /**
     * A statement that is prepared on its first use stalls what was sent behind it, so each is used once with nothing in it. And a
     * server that works for a client which has gone is to notice, since it holds the locks of what the next node tries; where its
     * system cannot tell, the setting is refused.
     */
    private static void warm(SqlConnection connection) {
        Future<?> noticing =
                connection.query("set client_connection_check_interval = '1s'").execute();
        List<Future<?>> uses = InboxSql.nothing().entrySet().stream()
                .<Future<?>>map(use -> connection.preparedQuery(use.getKey()).execute(use.getValue()))
                .toList();
        Future.join(uses).eventually(() -> noticing).onComplete(done -> connection.close());
    }

    /** A connection for one unit of work; fails with BUSY where all are taken, and as it fails where there is no database. */
    Future<SqlConnection> handling() {
        return handling.getConnection()
                .recover(failure -> Future.failedFuture(Failures.away(failure) ? failure : busy()));
    }

    /** The number by which other nodes know whether this one lives. */
    int node() {
        return node;
    }

    /** By which its users tell how long something took: as {@link System#nanoTime}. */
    LongSupplier clock() {
        return clock;
    }

    Pool doors() {
        return doors;
    }

    /** One connection whose commits are quick and may be lost when the server crashes. */
    Pool marks() {
        return marks;
    }

    /** A connection of its own, outside every pool. */
    Future<PgConnection> connect(String application, Map<String, String> settings) {
        return sessions.open(application, settings);
    }

    /** Ends a connection that does not answer, from the server's side. */
    void terminate(SqlConnection connection) {
        doors.preparedQuery("select pg_terminate_backend($1)")
                .execute(Tuple.of(((PgConnection) connection).processId()))
                .onFailure(gone -> Failures.LOG.atWarn().setCause(gone).log("connection not ended"));
    }

    /** Why a message that waited for a connection is not handled now. */
    ProblemException busy() {
        return new ProblemException(Problem.of(
                        Kind.BUSY,
                        "Every database connection of this node is taken.",
                        "Send it again later, or raise postgres.pool.")
                .retryAfter(options.patience()));
    }

    Future<Void> close() {
        return Future.join(handling.close(), doors.close(), marks.close()).mapEmpty();
    }
}
