package dev.busway.bench;

import dev.busway.testkit.TestPostgres;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.UUID;

/** What one writes by hand: seven statements, each awaited, prepared once and cached. */
final class SevenStatements implements Arm {
    /** Accounts that are booked on, in turn. */
    static final int ACCOUNTS = 1_000;

    static final String BOOK = "update accounts set amount = amount + 1 where id = $1";
    static final String NOTE = "insert into ledger (id, account) values ($1, $2)";
    /** What both sides need, and what this one has for itself. */
    private static final String TABLES = """
            create table accounts (id int primary key, amount bigint not null);
            insert into accounts select i, 0 from generate_series(0, %d) i;
            create table ledger (id text primary key, account int not null);
            create table hand_inbox (id text, grp text, state smallint not null, reply bytea,
                at timestamptz not null default now(), primary key (id, grp)) with (fillfactor = 70);
            create table hand_outbox (seq bigserial primary key, id text not null, channel text not null, key text,
                frame bytea not null, at timestamptz not null default now());
            vacuum analyze accounts""".formatted(ACCOUNTS - 1);

    private static final String CLAIM =
            "insert into hand_inbox (id, grp, state) values ($1, $2, 1) on conflict do nothing returning id";
    private static final String SEND = "insert into hand_outbox (id, channel, key, frame) values ($1, $2, $3, $4)";
    private static final String REPLY = "update hand_inbox set state = 2, reply = $3 where id = $1 and grp = $2";
    private static final JsonObject ORDER = Payloads.ofBytes(200);

    private final SqlConnection connection;
    private int next;

    private SevenStatements(SqlConnection connection) {
        this.connection = connection;
    }

    static Future<SevenStatements> connect(Vertx vertx, TestPostgres database) {
        PgConnectOptions login = new PgConnectOptions()
                .setHost(database.host())
                .setPort(database.port())
                .setDatabase(database.database())
                .setUser(database.user())
                .setPassword(database.password())
                .setCachePreparedStatements(true);
        return PgConnection.connect(vertx, login).compose(connection -> {
            Future<?> tables = Future.succeededFuture();
            for (String statement : TABLES.split(";", -1)) {
                tables = tables.compose(made -> connection.query(statement).execute());
            }
            return tables.map(made -> new SevenStatements(connection));
        });
    }

    Future<?> close() {
        return connection.close();
    }

    @Override
    public Future<?> call() {
        int number = next++;
        String id = UUID.randomUUID().toString();
        Integer account = number % ACCOUNTS;
        return connection
                .query("BEGIN")
                .execute()
                .compose(begun -> run(CLAIM, Tuple.of(id, "bench")))
                .compose(claimed -> run(BOOK, Tuple.of(account)))
                .compose(booked -> run(NOTE, Tuple.of(id, account)))
                .compose(noted -> run(SEND, Tuple.of(id + "-out", "bench.echo", "o-" + account, frame())))
                .compose(sent -> run(REPLY, Tuple.of(id, "bench", frame())))
                .compose(replied -> connection.query("COMMIT").execute());
    }

    private static Buffer frame() {
        return ORDER.toBuffer();
    }

    private Future<?> run(String sql, Tuple values) {
        return connection.preparedQuery(sql).execute(values);
    }
}
