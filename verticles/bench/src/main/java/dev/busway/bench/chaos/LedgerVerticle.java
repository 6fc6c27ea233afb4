package dev.busway.bench.chaos;

import dev.busway.bus.Bus;
import dev.busway.bus.Work;
import dev.busway.message.Message;
import dev.busway.message.Payload;
import dev.busway.postgres.Outbox;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.json.JsonObject;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;

/** Runs in each node of a chaos run: an entry is written down, copied by another group, and told as an event. */
public final class LedgerVerticle extends VerticleBase {
    private static final String EFFECT = "insert into chaos_effects (account, turn) values ($1, $2)";
    private static final String COPY = "insert into chaos_copies (account, turn) values ($1, $2)";
    private static final Duration LATE = Duration.ofSeconds(3);
    private static final int MOST_LATE = 4;

    @Override
    public Future<?> start() {
        Bus bus = Bus.of(vertx);
        Pool callers = PgBuilder.pool()
                .with(new PoolOptions().setMaxSize(MOST_LATE))
                .connectingTo(new PgConnectOptions()
                        .setHost(config().getString("host"))
                        .setPort(Integer.parseInt(System.getenv("BUSWAY_POSTGRES_PORT")))
                        .setDatabase(System.getenv("BUSWAY_POSTGRES_DATABASE"))
                        .setUser(System.getenv("BUSWAY_POSTGRES_USER"))
                        .setPassword(System.getenv("BUSWAY_POSTGRES_PASSWORD")))
                .using(vertx)
                .build();
        return Future.all(
                bus.channel("ledger.entries").handle("ledger", this::entry),
                bus.channel("ledger.copies").handle("copies", this::copy),
                bus.channel("ledger.late").handle("late", (late, work) -> late(callers, late)));
    }

    private Future<?> entry(Message entry, Work work) {
        JsonObject said = entry.json();
        Future<?> written = work.sql().preparedQuery(EFFECT).execute(row(said));
        if (said.getBoolean("slow", false)) {
            written = written.compose(
                    done -> work.sql().query("select pg_sleep(1)").execute());
        }
        return written.compose(done -> work.send("ledger.copies", Message.of("ledger.Copy", said)))
                .compose(done -> work.publish("ledger.events", Message.of("ledger.Entered", said)));
    }

    private Future<?> copy(Message copy, Work work) {
        return work.sql().preparedQuery(COPY).execute(row(copy.json()));
    }

    private Future<Message> late(Pool callers, Message late) {
        Message entry = Message.of("ledger.Entry", late.json())
                .edit()
                .id(Entry.id(late.json().getString("account"), late.json().getInteger("turn")))
                .build();
        return callers.withTransaction(sql -> Outbox.of(vertx)
                        .send(sql, "ledger.entries", entry)
                        .compose(sent -> vertx.timer(LATE.toMillis())))
                .map(done -> late.reply("ledger.Taken", Payload.of(new JsonObject())));
    }

    private static Tuple row(JsonObject entry) {
        return Tuple.of(entry.getString("account"), entry.getInteger("turn"));
    }
}
