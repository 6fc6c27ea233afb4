package dev.busway.postgres;

import dev.busway.bus.ProblemException;
import dev.busway.bus.Style;
import dev.busway.message.Message;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.shareddata.Shareable;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.List;

/**
 * Sends messages with a transaction of your own, outside a handler: they are durable at its commit and gone with its rollback.
 * The relay publishes them, those of one key in the order in which their transactions committed. Safe on any thread.
 *
 * <p>The connection is to the node's own database; it needs the right to insert into {@code busway.outbox} and
 * {@code busway.scheduled}. Transactions that
 * use the outbox commit one after another, so keep them for callers outside handlers; handlers use their {@code work}.
 */
public final class Outbox implements Shareable {
    private static final String KEY = "dev.busway.postgres.outbox";
    /** Made the relay's by a trigger, when the transaction commits. */
    private static final int IN_CALLERS_TRANSACTION = 3;

    private final Destinations destinations;

    private Outbox(Destinations destinations) {
        this.destinations = destinations;
    }

    static void open(Vertx vertx, Destinations destinations) {
        vertx.sharedData().<String, Outbox>getLocalMap(KEY).put(KEY, new Outbox(destinations));
    }

    /**
     * The outbox of this node.
     *
     * @throws IllegalStateException before the store has started, or where the node has none
     */
    public static Outbox of(Vertx vertx) {
        Outbox outbox = vertx.sharedData().<String, Outbox>getLocalMap(KEY).get(KEY);
        if (outbox == null) {
            throw new IllegalStateException(
                    "this node has no outbox. Mend: give it a postgres section, and start it first.");
        }
        return outbox;
    }

    /**
     * Sends to one handler when the transaction commits.
     *
     * @return fails with {@link ProblemException}: UNKNOWN_CHANNEL, or INVALID for a message that the channel does not take; the
     *     transaction is untouched then
     */
    public Future<Void> send(SqlConnection transaction, String channel, Message message) {
        return write(transaction, channel, Style.SEND, message);
    }

    /** Publishes to every group when the transaction commits; as {@link #send}. */
    public Future<Void> publish(SqlConnection transaction, String channel, Message message) {
        return write(transaction, channel, Style.PUBLISH, message);
    }

    private Future<Void> write(SqlConnection transaction, String channel, Style style, Message message) {
        Outgoing outgoing;
        try {
            outgoing = destinations.outgoing(channel, style, message);
        } catch (ProblemException refused) {
            return Future.failedFuture(refused);
        }
        if (outgoing.later()) {
            return transaction
                    .preparedQuery(ScheduleSql.KEEP)
                    .execute(Outgoing.kept(List.of(outgoing), null, null))
                    .compose(kept -> transaction
                            .preparedQuery(ScheduleSql.TELL)
                            .execute(Tuple.of(Long.toString(outgoing.dueMillis()))))
                    .mapEmpty();
        }
        return transaction
                .preparedQuery(InboxSql.ENQUEUE)
                .execute(row(outgoing, IN_CALLERS_TRANSACTION))
                .mapEmpty();
    }

    static Tuple row(Outgoing outgoing, int state) {
        return Tuple.tuple()
                .addString(outgoing.id())
                .addString(outgoing.channel())
                .addString(outgoing.key())
                .addShort(outgoing.styleCode())
                .addBuffer(outgoing.frame())
                .addShort(outgoing.shard())
                .addShort((short) state);
    }
}
