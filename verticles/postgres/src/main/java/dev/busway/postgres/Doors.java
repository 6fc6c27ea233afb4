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
import java.util.List;

/** Takes messages of callers outside handlers; each in one statement that commits by itself. */
final class Doors {
    private final Database database;
    private final Destinations destinations;
    private final Relay relay;
    private final Schedule schedule;
    private final Marks marks;

    Doors(Database database, Destinations destinations, Relay relay, Schedule schedule, Marks marks) {
        this.database = database;
        this.destinations = destinations;
        this.relay = relay;
        this.schedule = schedule;
        this.marks = marks;
    }

    Future<Outcome> accept(ChannelSpec channel, Message message) {
        Outgoing outgoing;
        try {
            outgoing = destinations.outgoing(channel.address(), Style.SEND, message);
        } catch (ProblemException refused) {
            return Future.succeededFuture(Outcome.refused(refused));
        }
        Buffer digest = Digest.of(message);
        return accept(outgoing, digest, message, channel.group())
                .recover(failure -> Future.succeededFuture(new Outcome.Refused(Failures.problem(failure))));
    }

    private Future<Outcome> accept(Outgoing outgoing, Buffer digest, Message message, String group) {
        Tuple values = Tuple.tuple()
                .addString(outgoing.id())
                .addString(group)
                .addString(outgoing.channel())
                .addBuffer(digest)
                .addInteger(unfinishedSeconds(outgoing))
                .addString(outgoing.key())
                .addBuffer(outgoing.frame())
                .addShort(outgoing.shard());
        return database.doors()
                .preparedQuery(outgoing.later() ? ScheduleSql.ACCEPT : InboxSql.ACCEPT)
                .execute(outgoing.later() ? values.addLong(outgoing.dueMillis()) : values)
                .map(rows -> {
                    Row row = rows.iterator().next();
                    if (row.getBoolean("fresh")) {
                        wake(outgoing);
                        return new Outcome.Accepted(message.id());
                    }
                    return InboxRow.of(row).outcome(message, digest);
                });
    }

    /** Counted from when it is due. */
    private static int unfinishedSeconds(Outgoing outgoing) {
        long ahead = outgoing.later() ? (outgoing.dueMillis() - System.currentTimeMillis()) / 1000 : 0;
        return InboxSql.UNFINISHED_SECONDS + (int) Math.max(0, ahead);
    }

    private void wake(Outgoing outgoing) {
        if (outgoing.later()) {
            schedule.due(outgoing.dueMillis());
            marks.stir();
        } else {
            relay.wake();
        }
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
                .preparedQuery(outgoing.later() ? ScheduleSql.KEEP : InboxSql.ENQUEUE)
                .execute(outgoing.later() ? Outgoing.kept(List.of(outgoing), null, null) : Outbox.row(outgoing, 1))
                .map(rows -> {
                    wake(outgoing);
                    return Outcome.delivered();
                })
                .recover(failure -> Future.succeededFuture(new Outcome.Refused(Failures.problem(failure))));
    }
}
