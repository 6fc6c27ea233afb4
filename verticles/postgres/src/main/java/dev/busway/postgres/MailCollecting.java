package dev.busway.postgres;

import dev.busway.bus.Outcome;
import dev.busway.bus.transport.broker.GroupWork;
import dev.busway.message.Message;
import io.vertx.core.Future;
import io.vertx.sqlclient.PreparedQuery;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One group's mail at this node. Rounds follow one another: delete what has ended, take what there is room for. What ends during one
 * waits for the next. Touched by the courier's context, but {@link #ended}.
 */
final class MailCollecting {
    private final MailCourier courier;
    final String address;
    final String group;
    final GroupWork work;
    private final int most;

    /** There while this node has the group's lock. */
    @Nullable
    MailShard shard;

    boolean leaving;
    private boolean running;
    private boolean again;

    MailCollecting(MailCourier courier, String address, String group, int most, GroupWork work) {
        this.courier = courier;
        this.address = address;
        this.group = group;
        this.most = most;
        this.work = work;
    }

    /** Safe on any thread. */
    void ended(MailShard of, long seq) {
        courier.run(() -> {
            if (of == shard && of.taken.contains(seq)) {
                of.ended.add(seq);
                round();
            }
        });
    }

    Future<Outcome> post(String to, Optional<String> of, Message message) {
        return courier.post(to, of, message);
    }

    /** There may be mail. */
    void round() {
        MailShard mine = shard;
        SqlConnection connection = courier.connection();
        if (mine == null || connection == null) {
            return;
        }
        if (running) {
            again = true;
            return;
        }
        running = true;
        again = false;
        List<Long> ended = new ArrayList<>(mine.ended);
        Future<?> deleted = ended.isEmpty()
                ? Future.succeededFuture()
                : connection
                        .preparedQuery(MailSql.ENDED)
                        .execute(Tuple.tuple().addArrayOfLong(ended.toArray(Long[]::new)));
        int room = leaving || mine.isReleased() ? 0 : most - (mine.taken.size() - ended.size());
        Future<RowSet<Row>> taken = room <= 0 ? Future.succeededFuture() : take(connection, mine, room);
        Future.join(deleted, taken)
                .onComplete(done -> courier.run(() -> {
                    if (done.failed()) {
                        courier.failed(connection, done.cause());
                    } else if (mine == shard) {
                        running = false;
                        ended.forEach(mine.ended::remove);
                        ended.forEach(mine.taken::remove);
                        int came = taken.result() == null ? 0 : hand(mine, taken.result());
                        if (again || came == room) {
                            round();
                        }
                    }
                }));
    }

    private Future<RowSet<Row>> take(SqlConnection connection, MailShard mine, int room) {
        PreparedQuery<RowSet<Row>> query = connection.preparedQuery(MailSql.TAKE);
        return query.execute(Tuple.tuple()
                .addString(address)
                .addString(group)
                .addArrayOfLong(mine.taken.toArray(Long[]::new))
                .addInteger(Math.min(room, courier.batch())));
    }

    private int hand(MailShard mine, RowSet<Row> rows) {
        List<MailArrival> arrivals = new ArrayList<>();
        for (Row row : rows) {
            MailArrival arrival = new MailArrival(this, mine, row);
            mine.taken.add(arrival.seq());
            arrivals.add(arrival);
        }
        if (!arrivals.isEmpty()) {
            work.take(arrivals);
        }
        return arrivals.size();
    }

    /** The connection and with it the lock is lost: another node may have the mail. */
    void lost() {
        MailShard mine = shard;
        shard = null;
        running = false;
        if (mine != null) {
            var unused = work.release(List.of(mine));
        }
    }
}
