package dev.busway.postgres;

import dev.busway.bus.ProblemMessage;
import dev.busway.bus.store.Operation;
import dev.busway.bus.store.Operation.State;
import dev.busway.codec.FrameCodec;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Reads inbox rows as operations. Where several groups handled one message, the one that a door accepted speaks. */
final class OperationRows {
    private static final String COLUMNS = """
            id, channel, state, reply, problem, created, updated, case when state = 0 then (select due from busway.scheduled s
                where s.id = i.id and s.channel = i.channel and s.origin_id is null limit 1) end as due from busway.inbox i""";
    private static final String FIND = "select " + COLUMNS + " where id = $1 order by door desc, state desc limit 1";
    private static final String FINISHED =
            "select distinct on (id) " + COLUMNS + " where id = any($1) and state in (2, 3, 5) order by id, door desc";

    private final Pool pool;

    OperationRows(Pool pool) {
        this.pool = pool;
    }

    Future<Optional<Operation>> find(String id) {
        return pool.preparedQuery(FIND).execute(Tuple.of(id)).map(rows -> operations(rows).stream()
                .findFirst());
    }

    /** Whether it is refused now with this problem. */
    Future<Boolean> cancel(String id, Buffer problem, int seconds) {
        return pool.preparedQuery(InboxSql.CANCEL)
                .execute(Tuple.of(id, problem, seconds))
                .map(rows -> rows.size() > 0 && rows.iterator().next().getInteger("state") == InboxSql.REFUSED);
    }

    /** Those of these that have ended. */
    Future<List<Operation>> finished(Collection<String> ids) {
        return pool.preparedQuery(FINISHED)
                .execute(Tuple.tuple().addArrayOfString(ids.toArray(String[]::new)))
                .map(OperationRows::operations);
    }

    private static List<Operation> operations(RowSet<Row> rows) {
        List<Operation> found = new ArrayList<>();
        for (Row row : rows) {
            Optional<Instant> due =
                    Optional.ofNullable(row.getOffsetDateTime("due")).map(OffsetDateTime::toInstant);
            found.add(new Operation(
                    row.getString("id"),
                    row.getString("channel"),
                    state(row.getInteger("state"), due.isPresent()),
                    Optional.ofNullable(row.getBuffer("reply")).map(FrameCodec::decode),
                    Optional.ofNullable(row.getBuffer("problem"))
                            .map(FrameCodec::decode)
                            .map(ProblemMessage::decode),
                    row.getOffsetDateTime("created").toInstant(),
                    row.getOffsetDateTime("updated").toInstant(),
                    due));
        }
        return found;
    }

    private static State state(int code, boolean due) {
        return switch (code) {
            case InboxSql.ACCEPTED -> due ? State.SCHEDULED : State.ACCEPTED;
            case InboxSql.FINISHED -> State.FINISHED;
            case InboxSql.REFUSED, InboxSql.GIVEN_UP -> State.REFUSED;
            default -> State.WORKING;
        };
    }
}
