package dev.busway.postgres;

import dev.busway.bus.ProblemMessage;
import dev.busway.codec.FrameCodec;
import io.vertx.core.Future;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** One round: lock shards, take rows, publish, delete what was sent, unlock. Used on the relay's context alone. */
final class RelayRound {
    /** Frames that one round holds in memory at most; a single larger one passes alone. */
    private static final int MOST_BYTES = 8 << 20;

    private final PgConnection connection;
    private final Destinations destinations;
    private final Setbacks setbacks;
    private final Flight flight;
    private final Marks marks;
    private final Set<Integer> held;
    private final int batch;
    private boolean contended;

    /** What a round found. */
    enum Found {
        /** More may be there at once. */
        ROWS,
        /** Another relay is at work on what there is. */
        CONTENDED,
        NOTHING
    }

    RelayRound(
            PgConnection connection,
            Destinations destinations,
            Setbacks setbacks,
            Flight flight,
            Marks marks,
            Set<Integer> held,
            int batch) {
        this.connection = connection;
        this.destinations = destinations;
        this.setbacks = setbacks;
        this.flight = flight;
        this.marks = marks;
        this.held = held;
        this.batch = batch;
    }

    Future<Found> run() {
        return lock().compose(locked -> held.isEmpty() ? settle(0) : take());
    }

    /** Writes down what has ended, and takes nothing more. */
    Future<Found> finish() {
        return settle(0);
    }

    private Future<Void> lock() {
        return connection
                .preparedQuery(RelaySql.LOCK)
                .execute(ready().addArrayOfShort(shorts(held)))
                .map(rows -> {
                    for (Row row : rows) {
                        if (row.getBoolean("mine")) {
                            held.add(row.getInteger("shard"));
                        } else {
                            contended = true;
                        }
                    }
                    return null;
                });
    }

    private Future<Found> take() {
        return connection
                .preparedQuery(RelaySql.TAKE)
                .execute(ready().addArrayOfShort(shorts(held)).addInteger(batch).addInteger(MOST_BYTES))
                .compose(rows -> {
                    List<RelayedRow> taken = new ArrayList<>();
                    rows.forEach(row -> taken.add(RelayedRow.of(row)));
                    return flight.publish(taken).compose(over -> settle(taken.size()));
                });
    }

    /** The first three values of both statements: channels, rows under way, keys that wait. */
    private Tuple ready() {
        long now = System.currentTimeMillis();
        Set<String> ill = setbacks.illChannels(now);
        List<String> channels = destinations.addresses().stream()
                .filter(channel -> !ill.contains(channel))
                .toList();
        List<Long> rows = flight.rows();
        List<String> keys = new ArrayList<>();
        for (String sequence : setbacks.held(now)) {
            if (sequence.startsWith("#")) {
                rows.add(Long.valueOf(sequence.substring(1)));
            } else {
                keys.add(sequence);
            }
        }
        flight.flying().values().forEach(row -> keys.add(row.sequence()));
        return Tuple.tuple()
                .addArrayOfString(channels.toArray(String[]::new))
                .addArrayOfLong(rows.toArray(Long[]::new))
                .addArrayOfString(keys.toArray(String[]::new));
    }

    private Future<Found> settle(int rows) {
        List<Future<?>> statements = new ArrayList<>();
        List<Long> sent = flight.takeSent();
        if (!sent.isEmpty()) {
            statements.add(connection
                    .preparedQuery(RelaySql.SENT)
                    .execute(Tuple.tuple().addArrayOfLong(sent.toArray(Long[]::new))));
        }
        flight.takeParked().forEach(parked -> statements.add(park(parked)));
        Set<Integer> idle = new HashSet<>(held);
        flight.flying().values().forEach(row -> idle.remove(row.shard()));
        if (!idle.isEmpty()) {
            // Behind the deletes, on the same connection: the next owner sees them.
            statements.add(connection
                    .preparedQuery(RelaySql.UNLOCK)
                    .execute(Tuple.tuple().addArrayOfInteger(idle.toArray(Integer[]::new))));
            held.removeAll(idle);
        }
        Found found = rows > 0 ? Found.ROWS : contended ? Found.CONTENDED : Found.NOTHING;
        return Future.all(statements).map(found);
    }

    private Future<RowSet<Row>> park(Flight.Parked parked) {
        RelayedRow row = parked.row();
        return connection
                .preparedQuery(RelaySql.PARK)
                .execute(Tuple.of(
                        row.seq(),
                        parked.problem().kind().code() + " " + parked.problem().cause(),
                        row.id(),
                        destinations.group(row.channel()),
                        FrameCodec.encode(ProblemMessage.encode(parked.problem()))))
                .onSuccess(refused -> marks.mark(List.of(), List.of(), List.of(row.id())));
    }

    private static Short[] shorts(Set<Integer> shards) {
        return shards.stream().map(Integer::shortValue).toArray(Short[]::new);
    }
}
