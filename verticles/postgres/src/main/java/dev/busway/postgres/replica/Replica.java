package dev.busway.postgres.replica;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.busway.bus.Channel;
import dev.busway.bus.Problem;
import dev.busway.bus.Problem.Kind;
import dev.busway.bus.ProblemException;
import dev.busway.bus.store.Store;
import dev.busway.bus.transport.History;
import dev.busway.bus.transport.Position;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A copy of another service's state, made of its events, in a table of this node's database: reading it never calls the owner. Its
 * rows are also there for joins, as the view {@code busway.replica_<name>}. Safe on any thread.
 */
public final class Replica {
    private static final JsonMapper JSON = new JsonMapper();

    private final String name;
    private final Channel channel;
    private final Store store;
    private final Freshness freshness = new Freshness();

    Replica(String name, Channel channel, Store store) {
        this.name = name;
        this.channel = channel;
        this.store = store;
    }

    public String name() {
        return name;
    }

    /**
     * What is known of a key.
     *
     * @return empty where no event of it came, or the last one deleted it; fails where the database cannot be asked
     */
    public Future<Optional<ReplicaEntry>> get(String key) {
        Duration staleness = staleness();
        return store.sql()
                .preparedQuery(ReplicaSql.get(name))
                .execute(Tuple.of(key))
                .map(rows -> rows.size() == 0
                        ? Optional.empty()
                        : Optional.of(entry(key, rows.iterator().next(), staleness)));
    }

    private static ReplicaEntry entry(String key, Row row, Duration staleness) {
        return new ReplicaEntry(
                key,
                Optional.ofNullable(row.getString("value")).map(Replica::json),
                row.getString("type"),
                row.getString("id"),
                row.getOffsetDateTime("time").toInstant(),
                staleness,
                Optional.ofNullable(row.getString("fault")));
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("the database gave no JSON", impossible);
        }
    }

    /** The owner may know more than this replica, but nothing that is older than this. */
    public Duration staleness() {
        return freshness.staleness();
    }

    /**
     * Makes it anew from all that the transport keeps of the channel, while reads go on from what there is; when the new table has
     * caught up it is read instead, on every node at once.
     *
     * @return completes when it has begun; fails with {@link ProblemException}: INVALID where the transport keeps no history, CONFLICT
     *     where a rebuild is under way
     */
    public Future<Void> rebuild() {
        History history = channel.history().orElse(null);
        if (history == null) {
            return Future.failedFuture(new ProblemException(
                    Kind.INVALID,
                    "The transport " + channel.spec().transport() + " keeps no history, so the replica " + name
                            + " cannot be made anew.",
                    "Let the owner publish its state again, or carry "
                            + channel.spec().address() + " by Kafka."));
        }
        return store.sql()
                .preparedQuery(ReplicaSql.NEXT)
                .execute(Tuple.of(name))
                .compose(rows -> {
                    if (rows.size() == 0) {
                        return Future.failedFuture(underWay());
                    }
                    Generation next =
                            new Generation(name, rows.iterator().next().getInteger("last"));
                    return store.sql()
                            .query(ReplicaSql.create(next))
                            .execute()
                            .compose(made -> history.rewind(next.group(), new Position.Beginning()))
                            .compose(placed ->
                                    store.sql().preparedQuery(ReplicaSql.FILL).execute(Tuple.of(name, next.number())))
                            .compose(begun ->
                                    begun.rowCount() == 1 ? Future.succeededFuture() : Future.failedFuture(underWay()));
                });
    }

    private ProblemException underWay() {
        return new ProblemException(Problem.of(
                Kind.CONFLICT, "The replica " + name + " is being made anew already.", "Wait until that is done."));
    }

    Channel channel() {
        return channel;
    }

    Freshness freshness() {
        return freshness;
    }

    /** How many events the generation has not applied; empty where the transport does not tell. */
    Future<OptionalLong> behind(Generation generation) {
        Optional<History> history = channel.history();
        return history.isEmpty()
                ? Future.succeededFuture(OptionalLong.empty())
                : history.get()
                        .plan(generation.group(), new Position.Beginning())
                        .map(plan -> OptionalLong.of(plan.steps().stream()
                                .mapToLong(step ->
                                        Math.max(0, step.end() - step.from().orElse(step.to())))
                                .sum()));
    }
}
