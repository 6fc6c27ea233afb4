package dev.busway.postgres;

import dev.busway.bus.Bus;
import dev.busway.bus.MessageHandler;
import dev.busway.bus.Outcome;
import dev.busway.bus.Problem;
import dev.busway.bus.Problem.Kind;
import dev.busway.bus.Sql;
import dev.busway.bus.store.Operations;
import dev.busway.bus.store.ReplicaDesk;
import dev.busway.bus.store.Store;
import dev.busway.bus.store.StoreContext;
import dev.busway.bus.transport.Mail;
import dev.busway.config.ConfigException;
import dev.busway.contract.ChannelSpec;
import dev.busway.message.Message;
import dev.busway.postgres.replica.ReplicaOptions;
import dev.busway.postgres.replica.Replicas;
import io.vertx.core.Future;
import io.vertx.sqlclient.PreparedQuery;
import io.vertx.sqlclient.Query;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The store on PostgreSQL 14 or newer. Its parts are made when the database answers, and when the bus is open. */
public final class PostgresStore implements Store {
    private @Nullable Opened opened;
    private @Nullable Started started;
    private volatile @Nullable Replicas replicas;

    /** What there is once the database answers. */
    private record Opened(
            StoreContext context,
            PostgresOptions options,
            Database database,
            Marks marks,
            Waiters waiters,
            Retention retention,
            Listener listener,
            PostgresMail mail,
            List<ReplicaOptions> replicas) {}

    /** What there is once the bus is open. */
    private record Started(Relay relay, RelayMeters meters, Schedule schedule, Handling handling, Doors doors) {}

    @Override
    public String name() {
        return "postgres";
    }

    @Override
    public Future<Void> open(StoreContext context) {
        PostgresOptions options;
        List<ReplicaOptions> copies;
        try {
            options = PostgresOptions.from(context.config());
            copies = ReplicaOptions.from(context.config());
            // Before a mistyped setting lets a schema come to the wrong database.
            context.config().refuseUnknown();
        } catch (ConfigException wrong) {
            return Future.failedFuture(wrong);
        }
        return new Schema(context.vertx(), options).migrate().map(ready -> {
            Database database = new Database(context.vertx(), options);
            Marks marks = new Marks(context.vertx(), database.marks(), database.clock());
            Waiters waiters = new Waiters(
                    context.vertx(),
                    new OperationRows(database.doors()),
                    options,
                    id -> marks.mark(List.of(), List.of(), List.of(id)));
            opened = new Opened(
                    context,
                    options,
                    database,
                    marks,
                    waiters,
                    new Retention(context.vertx(), database.doors(), options.retention()),
                    new Listener(context.vertx(), database),
                    new PostgresMail(context.vertx(), database, context.meters()),
                    copies);
            new OutboxLag(database.doors(), context.meters());
            return null;
        });
    }

    @Override
    public Future<Void> start(Bus bus) {
        Opened parts = opened();
        Destinations destinations = new Destinations(bus, parts.options().farthest());
        Relay relay =
                new Relay(parts.context().vertx(), parts.options(), parts.database(), bus, destinations, parts.marks());
        Schedule schedule =
                new Schedule(parts.context().vertx(), parts.database().doors(), relay);
        OutboxRing ring = new OutboxRing(parts.database().doors());
        RelayMeters meters = new RelayMeters(parts.context().meters());
        relay.looks(look -> {
            meters.saw(look);
            ring.now(look.part());
            heard(look, schedule);
        });
        AfterCommit afterCommit = new AfterCommit(
                bus,
                parts.marks(),
                parts.waiters(),
                relay,
                schedule,
                parts.database().clock());
        Units units = new Units(parts.context().vertx(), parts.options(), parts.database(), destinations, afterCommit);
        started = new Started(
                relay,
                meters,
                schedule,
                new Handling(units),
                new Doors(parts.database(), destinations, relay, schedule, parts.marks()));
        Outbox.open(parts.context().vertx(), destinations);
        return new RelaySwitch(parts.context().vertx(), parts.database().doors())
                .configured(parts.options().relay())
                .compose(
                        chosen -> parts.listener().start(relay::wake, relay::steer, schedule::due, id -> parts.waiters()
                                .wake(List.of(id))))
                .compose(heard -> {
                    relay.wake();
                    schedule.start();
                    return Replicas.start(parts.context().vertx(), bus, this, parts.replicas());
                })
                .onSuccess(filling -> replicas = filling)
                .mapEmpty();
    }

    private static void heard(RelayLook look, Schedule schedule) {
        Long due = look.dueMillis();
        if (due != null) {
            schedule.due(System.currentTimeMillis() + Math.max(0, due));
        }
    }

    @Override
    public Future<Outcome> handle(ChannelSpec channel, String group, Message message, MessageHandler handler) {
        Started parts = started;
        return parts == null
                ? notStarted()
                : parts.handling().handle(new InboxKey(group, channel.address()), message, handler);
    }

    @Override
    public Future<Void> giveUp(ChannelSpec channel, String group, Message message, Problem problem) {
        Started parts = started;
        return parts == null
                ? Future.failedFuture("The store of this node has not started.")
                : parts.handling().giveUp(new InboxKey(group, channel.address()), message, problem);
    }

    @Override
    public Future<Outcome> accept(ChannelSpec channel, Message message) {
        Started parts = started;
        return parts == null ? notStarted() : parts.doors().accept(channel, message);
    }

    @Override
    public Future<Outcome> enqueue(ChannelSpec channel, Message message) {
        Started parts = started;
        return parts == null ? notStarted() : parts.doors().enqueue(channel, message);
    }

    private static Future<Outcome> notStarted() {
        return Future.succeededFuture(
                Outcome.refused(Kind.BUSY, "The store of this node has not started.", "Send it again later."));
    }

    @Override
    public Operations operations() {
        return opened().waiters();
    }

    @Override
    public Optional<Mail> mail() {
        return Optional.of(opened().mail());
    }

    @Override
    public Sql sql() {
        Database database = opened().database();
        return new Sql() {
            @Override
            public Query<RowSet<Row>> query(String sql) {
                return database.doors().query(sql);
            }

            @Override
            public PreparedQuery<RowSet<Row>> preparedQuery(String sql) {
                return database.doors().preparedQuery(sql);
            }
        };
    }

    @Override
    public Optional<dev.busway.bus.store.Relay> relay() {
        Opened parts = opened;
        return parts == null
                ? Optional.empty()
                : Optional.of(new RelaySwitch(
                        parts.context().vertx(), parts.database().doors()));
    }

    @Override
    public Optional<ReplicaDesk> replicas() {
        Replicas kept = replicas;
        return kept == null || kept.isEmpty() ? Optional.empty() : Optional.of(kept);
    }

    @Override
    public List<String> warnings() {
        Started parts = started;
        return parts == null ? List.of() : parts.meters().warnings();
    }

    @Override
    public Future<Void> drain() {
        Started parts = started;
        Replicas filling = replicas;
        if (filling != null) {
            filling.close();
        }
        return parts == null
                ? Future.succeededFuture()
                : parts.handling()
                        .drain()
                        .compose(idle -> parts.schedule().drain())
                        .compose(moved -> parts.relay().drain());
    }

    @Override
    public Future<Void> close() {
        Opened parts = opened;
        if (parts == null) {
            return Future.succeededFuture();
        }
        opened = null;
        parts.retention().close();
        parts.waiters().close();
        return drain().transform(drained -> parts.marks().drain())
                .transform(marked -> parts.mail().close())
                .transform(closed -> parts.listener().close())
                .transform(closed -> parts.database().close());
    }

    private Opened opened() {
        return Objects.requireNonNull(opened, "the store is not open");
    }
}
