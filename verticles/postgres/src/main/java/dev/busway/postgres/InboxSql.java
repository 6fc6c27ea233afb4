package dev.busway.postgres;

import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Map;

/** The statements of the hot path. */
final class InboxSql {
    /** An unfinished row is kept so long: longer than any message waits. */
    static final int UNFINISHED_SECONDS = 7 * 24 * 3600;

    static final int ACCEPTED = 0;
    static final int WORKING = 1;
    static final int FINISHED = 2;
    static final int REFUSED = 3;
    /** Never seen outside the transaction that wrote it: tells a new row from every old one. */
    static final int CLAIMED = 4;
    /** Its tries are used up: the problem is its answer until it is delivered again. */
    static final int GIVEN_UP = 5;

    /**
     * Makes the rows, or locks those that are there, waiting for whoever holds them: ids, group, channel, digests, seconds.
     * Comes in no order.
     */
    static final String CLAIM = "select id, state, digest, reply, problem from busway.inbox_claim($1, $2, $3, $4, $5)";

    /** As {@link #CLAIM}, for one message, but makes no row: id, group, digest. */
    static final String CLAIM_ONE = "select state, digest, reply, problem from busway.inbox_claim_one($1, $2, $3)";

    /**
     * Outgoing messages from arrays $1 to $7, in their order. One goes straight (state 0) unless an earlier one of its key has
     * not gone yet, as far as this node knows; then it must wait its turn with the relay.
     */
    private static final String OUTGOING = """
            insert into busway.outbox (id, channel, key, style, frame, shard, origin_id, origin_grp, state)
            select n.id, n.channel, n.key, n.style, n.frame, n.shard, n.origin, $8,
                case when n.key is null or not exists (select from busway.outbox b
                    where b.channel = n.channel and b.key = n.key and b.state in (0, 1)
                        and b.seq <> all($9::bigint[])) then 0 else 1 end
            from unnest($1::text[], $2::text[], $3::text[], $4::smallint[], $5::bytea[], $6::smallint[], $7::text[])
                with ordinality as n(id, channel, key, style, frame, shard, origin, nr)
            order by n.nr""";

    /**
     * Writes the row of a message that was handled alone, or moves it on, and what goes out where that is one message: id, group,
     * state, reply, reply channel, seconds, that message (nulls for none), rows that have gone, channel and digest of a new one.
     */
    static final String FINISH_ONE = """
            select door, seq, state from busway.inbox_finish_one(
                $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)""";

    /** What messages send: arrays, for each the id of the one whose handling made it, group, rows that have gone. */
    static final String OUT =
            "with out as (" + OUTGOING + " returning seq, state) select seq, state from out order by seq";

    /** Moves rows on that were handled together: ids, group, states, replies, reply channels, seconds. Comes in no order. */
    static final String FINISH_ALL = "select id, door from busway.inbox_finish($1, $2, $3, $4, $5, $6)";

    /** These were claimed and not handled: ids, group. */
    static final String UNCLAIM = "delete from busway.inbox where id = any($1) and grp = $2 and state = " + CLAIMED;

    /** Stores a refusal as the answer, unless there is one: arrays, id, group, channel, digest, problem, seconds, state. */
    static final String REFUSE = """
            with done as materialized (select door from busway.inbox_refuse($7, $8, $9, $10, $11, $12, $13)),
            out as (insert into busway.outbox (id, channel, key, style, frame, shard, origin_id, origin_grp, state)
                select n.id, n.channel, n.key, n.style, n.frame, n.shard, $7, $8, 1
                from unnest($1::text[], $2::text[], $3::text[], $4::smallint[], $5::bytea[], $6::smallint[])
                    as n(id, channel, key, style, frame, shard) where exists (select from done))
            select door from done""";

    /** Ends an operation that nobody handles yet: id, problem, seconds. Its state then. */
    static final String CANCEL = "select state from busway.inbox_cancel($1, $2, $3)";

    /** Answers a working operation that has not expired: id, group, state, reply, problem, seconds. */
    static final String ANSWER = """
            with done as (update busway.inbox set state = $3, reply = $4, problem = $5, updated = clock_timestamp(),
                expires = clock_timestamp() + $6::int * interval '1 second'
                where id = $1 and grp = $2 and state = 1 and expires > now() returning door)
            select i.state, i.reply_to, done.door from busway.inbox i left join done on true
            where i.id = $1 and i.grp = $2 and (i.state <> 1 or i.expires > now())""";

    /** What earlier runs of these messages left unsent is the relay's now: ids, group. */
    static final String RELEASE = """
            update busway.outbox set state = 1 where origin_id = any($1) and origin_grp = $2 and state = 0
            and created < clock_timestamp() - interval '5 seconds'""";

    /** The operation and its message at once: id, group, channel, digest, seconds, key, frame, shard. */
    static final String ACCEPT = """
            with taken as materialized (
                select fresh, state, digest, reply, problem from busway.inbox_accept($1, $2, $3, $4, $5)),
            out as (insert into busway.outbox (id, channel, key, style, frame, shard, state)
                select $1, $3, $6, 0, $7, $8, 1 from taken where fresh)
            select * from taken""";

    /** One message: id, channel, key, style, frame, shard, state. */
    static final String ENQUEUE = """
            insert into busway.outbox (id, channel, key, style, frame, shard, state) values ($1, $2, $3, $4, $5, $6, $7)""";

    private InboxSql() {}

    /** What a unit of work runs, with values that do nothing. */
    static Map<String, Tuple> nothing() {
        String[] none = {};
        InboxKey nobody = new InboxKey("", "");
        return Map.of(
                CLAIM, InboxRow.claim(nobody, List.of(), List.of()),
                CLAIM_ONE, InboxRow.claim(nobody, "", Buffer.buffer()),
                FINISH_ONE,
                        Tuple.tuple()
                                .addString(null)
                                .addString("")
                                .addInteger(FINISHED)
                                .addBuffer(null)
                                .addString(null)
                                .addInteger(0)
                                .addString(null)
                                .addString(null)
                                .addString(null)
                                .addShort(null)
                                .addBuffer(null)
                                .addShort(null)
                                .addArrayOfLong(new Long[0])
                                .addString(null)
                                .addBuffer(null),
                OUT,
                        Outgoing.arrays(List.of())
                                .addArrayOfString(none)
                                .addString("")
                                .addArrayOfLong(new Long[0]),
                FINISH_ALL,
                        Tuple.tuple()
                                .addArrayOfString(none)
                                .addString("")
                                .addArrayOfShort(new Short[0])
                                .addArrayOfBuffer(new Buffer[0])
                                .addArrayOfString(none)
                                .addArrayOfInteger(new Integer[0]),
                RELEASE, Tuple.tuple().addArrayOfString(none).addString(""),
                UNCLAIM, Tuple.tuple().addArrayOfString(none).addString(""));
    }
}
