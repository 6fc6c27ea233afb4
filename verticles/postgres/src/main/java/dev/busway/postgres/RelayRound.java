package dev.busway.postgres;

import dev.busway.bus.ProblemMessage;
import dev.busway.codec.FrameCodec;
import io.vertx.core.Future;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** One round: lock shards, take rows, publish, delete what was sent, unlock. Used on the relay's context alone. */
final class RelayRound {
    /** Frames that one round holds in memory at most; a single larger one passes alone. */
    private static final int MOST_BYTES = 8 << 20;

    private final PgConnection connection;
    private final RelaySession session;
    private final RelayParts parts;
    private final Hands hands;
    private boolean contended;

    /** What a round found. */
    enum Found {
        /** More may be there at once. */
        ROWS,
        /** Another relay is at work on what there is. */
        CONTENDED,
        NOTHING
    }

    /** What this relay has in its hands by another way than the table. */
    interface Hands {
        Hands EMPTY = new Hands() {
            @Override
            public Collection<String> sequences() {
                return List.of();
            }

            @Override
            public List<RelayedRow> take(List<RelayedRow> rows) {
                return rows;
            }

            @Override
            public void gone(RelayedRow row) {}
        };

        /** Sequences that must wait. */
        Collection<String> sequences();

        /** Of these that were read, those that may be published. */
        List<RelayedRow> take(List<RelayedRow> rows);

        /** This one was published, or never will be. */
        void gone(RelayedRow row);
    }

    RelayRound(PgConnection connection, RelaySession session, RelayParts parts, Hands hands) {
        this.connection = connection;
        this.session = session;
        this.parts = parts;
        this.hands = hands;
    }

    Future<Found> run() {
        if (session.leads()) {
            return take();
        }
        return lock().compose(locked -> session.held().isEmpty() ? settle(0) : take());
    }

    /** Writes down what has ended, and takes nothing more. */
    Future<Found> finish() {
        return settle(0);
    }

    private Future<Void> lock() {
        return connection
                .preparedQuery(RelaySql.LOCK)
                .execute(Takeable.now(parts, hands).tuple().addArrayOfShort(shorts(session.held())))
                .map(rows -> {
                    for (Row row : rows) {
                        if (row.getBoolean("mine")) {
                            session.held().add(row.getInteger("shard"));
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
                .execute(Takeable.now(parts, hands)
                        .tuple()
                        .addArrayOfShort(shorts(session.held()))
                        .addInteger(parts.batch())
                        .addInteger(MOST_BYTES))
                .compose(rows -> {
                    List<RelayedRow> taken = new ArrayList<>();
                    rows.forEach(row -> taken.add(RelayedRow.of(row)));
                    List<RelayedRow> mine = hands.take(taken);
                    return parts.flight().publish(mine).compose(over -> settle(mine.size()));
                });
    }

    private Future<Found> settle(int rows) {
        List<Future<?>> statements = new ArrayList<>();
        List<Long> sent = parts.flight().takeSent();
        if (!sent.isEmpty()) {
            statements.add(connection
                    .preparedQuery(RelaySql.SENT)
                    .execute(Tuple.tuple().addArrayOfLong(sent.toArray(Long[]::new)))
                    .onSuccess(gone -> {
                        Set<Long> marked = new HashSet<>();
                        gone.forEach(row -> marked.add(row.getLong(0)));
                        parts.flight().marked(sent, marked);
                    })
                    .onFailure(unknown -> parts.flight().notMarked(sent, List.of())));
        }
        parts.flight().takeParked().forEach(parked -> statements.add(park(parked)));
        Set<Integer> idle = new HashSet<>(session.held());
        parts.flight().flying().values().forEach(row -> idle.remove(row.shard()));
        if (!idle.isEmpty() && !session.keeps()) {
            // Behind the deletes, on the same connection: the next owner sees them.
            statements.add(connection
                    .preparedQuery(RelaySql.UNLOCK)
                    .execute(Tuple.tuple().addArrayOfInteger(idle.toArray(Integer[]::new))));
            session.held().removeAll(idle);
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
                        parts.destinations().group(row.channel()),
                        FrameCodec.encode(ProblemMessage.encode(parked.problem()))))
                .onSuccess(refused -> parts.marks().mark(List.of(), List.of(), List.of(row.id())))
                .onFailure(unknown -> parts.flight().notMarked(List.of(), List.of(parked)));
    }

    private static Short[] shorts(Set<Integer> shards) {
        return shards.stream().map(Integer::shortValue).toArray(Short[]::new);
    }
}
