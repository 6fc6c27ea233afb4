package dev.busway.postgres;

import dev.busway.bus.Outcome;
import dev.busway.bus.ProblemException;
import dev.busway.bus.Style;
import dev.busway.contract.ChannelKind;
import dev.busway.contract.ChannelSpec;
import dev.busway.message.Message;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;

/** Takes messages of callers outside handlers; each in one statement that commits by itself. */
final class Doors {
    /** A repeat that met the first one in the middle of its statement sees its row the second time. */
    private static final int TRIES = 3;

    private final Database database;
    private final Destinations destinations;
    private final Relay relay;

    Doors(Database database, Destinations destinations, Relay relay) {
        this.database = database;
        this.destinations = destinations;
        this.relay = relay;
    }

    Future<Outcome> accept(ChannelSpec channel, Message message) {
        Outgoing outgoing;
        try {
            outgoing = destinations.outgoing(channel.address(), Style.SEND, message);
        } catch (ProblemException refused) {
            return Future.succeededFuture(Outcome.refused(refused));
        }
        Buffer digest = Digest.of(message);
        return accept(outgoing, digest, message, channel.group(), 1)
                .recover(failure -> Future.succeededFuture(new Outcome.Refused(Failures.problem(failure))));
    }

    private Future<Outcome> accept(Outgoing outgoing, Buffer digest, Message message, String group, int number) {
        return database.doors()
                .preparedQuery(InboxSql.ACCEPT)
                .execute(Tuple.tuple()
                        .addString(outgoing.id())
                        .addString(group)
                        .addString(outgoing.channel())
                        .addBuffer(digest)
                        .addInteger(InboxSql.UNFINISHED_SECONDS)
                        .addString(outgoing.key())
                        .addBuffer(outgoing.frame())
                        .addShort(outgoing.shard()))
                .compose(rows -> {
                    Row row = rows.iterator().next();
                    if (row.getLong("fresh") == 1) {
                        relay.wake();
                        return Future.succeededFuture(new Outcome.Accepted(message.id()));
                    }
                    if (row.getInteger("state") == null && number < TRIES) {
                        return accept(outgoing, digest, message, group, number + 1);
                    }
                    return Future.succeededFuture(InboxRow.of(row).outcome(message, digest));
                });
    }

    Future<Outcome> enqueue(ChannelSpec channel, Message message) {
        Style style = channel.kind() == ChannelKind.PUBLISH_SUBSCRIBE ? Style.PUBLISH : Style.SEND;
        Outgoing outgoing;
        try {
            outgoing = destinations.outgoing(channel.address(), style, message);
        } catch (ProblemException refused) {
            return Future.succeededFuture(Outcome.refused(refused));
        }
        return database.doors()
                .preparedQuery(InboxSql.ENQUEUE)
                .execute(Outbox.row(outgoing, 1))
                .map(rows -> {
                    relay.wake();
                    return Outcome.delivered();
                })
                .recover(failure -> Future.succeededFuture(new Outcome.Refused(Failures.problem(failure))));
    }
}
