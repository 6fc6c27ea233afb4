package dev.busway.postgres;

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

    /** Makes the row or locks the one that is there, waiting for whoever holds it: id, group, channel, digest, seconds. */
    static final String CLAIM = """
            insert into busway.inbox as i (id, grp, channel, digest, state, door, expires)
            values ($1, $2, $3, $4, 4, false, clock_timestamp() + $5::int * interval '1 second')
            on conflict (id, grp) do update set updated = i.updated
            returning state, digest, reply, problem""";

    /**
     * Outgoing messages from arrays $1 to $6, in their order. One goes straight (state 0) unless an earlier one of its key has
     * not gone yet; then it must wait its turn with the relay.
     */
    private static final String OUTGOING = """
            insert into busway.outbox (id, channel, key, style, frame, shard, origin_id, origin_grp, state)
            select n.id, n.channel, n.key, n.style, n.frame, n.shard, $7, $8,
                case when n.key is null or not exists (select from busway.outbox b
                    where b.channel = n.channel and b.key = n.key and b.state in (0, 1)) then 0 else 1 end
            from unnest($1::text[], $2::text[], $3::text[], $4::smallint[], $5::bytea[], $6::smallint[])
                with ordinality as n(id, channel, key, style, frame, shard, nr)
            order by n.nr""";

    /** Writes what goes out and moves the row on: arrays, id, group, state, reply, reply channel, seconds. */
    static final String FINISH = "with out as (" + OUTGOING + " returning seq, state),\n" + """
                    done as (update busway.inbox set state = $9, reply = $10, reply_to = $11, problem = null, updated = clock_timestamp(),
                        expires = clock_timestamp() + $12::int * interval '1 second'
                        where id = $7 and grp = $8 returning door)
                    select done.door, out.seq, out.state from done left join out on true order by out.seq""";

    /** Stores a refusal as the answer, unless there is one: arrays, id, group, channel, digest, problem, seconds, state. */
    static final String REFUSE = """
            with done as (
                insert into busway.inbox as i (id, grp, channel, digest, state, door, problem, expires)
                values ($7, $8, $9, $10, $13, false, $11, clock_timestamp() + $12::int * interval '1 second')
                on conflict (id, grp) do update set state = excluded.state, problem = excluded.problem,
                    updated = clock_timestamp(), expires = excluded.expires
                    where i.state in (0, 5) and i.digest = excluded.digest
                returning door),
            out as (insert into busway.outbox (id, channel, key, style, frame, shard, origin_id, origin_grp, state)
                select n.id, n.channel, n.key, n.style, n.frame, n.shard, $7, $8, 1
                from unnest($1::text[], $2::text[], $3::text[], $4::smallint[], $5::bytea[], $6::smallint[])
                    as n(id, channel, key, style, frame, shard) where exists (select from done))
            select door from done""";

    /** Answers a working operation: id, group, state, reply, problem, seconds. */
    static final String ANSWER = """
            with done as (update busway.inbox set state = $3, reply = $4, problem = $5, updated = clock_timestamp(),
                expires = clock_timestamp() + $6::int * interval '1 second'
                where id = $1 and grp = $2 and state = 1 returning door)
            select i.state, i.reply_to, done.door from busway.inbox i left join done on true
            where i.id = $1 and i.grp = $2""";

    /** What an earlier run of this message left unsent is the relay's now: id, group. */
    static final String RELEASE = """
            update busway.outbox set state = 1 where origin_id = $1 and origin_grp = $2 and state = 0
            and created < clock_timestamp() - interval '5 seconds'""";

    /** The operation and its message at once: id, group, channel, digest, seconds, key, frame, shard. */
    static final String ACCEPT = """
            with fresh as (insert into busway.inbox (id, grp, channel, digest, state, door, expires)
                values ($1, $2, $3, $4, 0, true, clock_timestamp() + $5::int * interval '1 second')
                on conflict (id, grp) do nothing returning 1),
            out as (insert into busway.outbox (id, channel, key, style, frame, shard, state)
                select $1, $3, $6, 0, $7, $8, 1 from fresh)
            select (select count(*) from fresh) as fresh, i.state, i.digest, i.reply, i.problem
            from (select 1) one left join busway.inbox i on i.id = $1 and i.grp = $2""";

    /** One message: id, channel, key, style, frame, shard, state. */
    static final String ENQUEUE = """
            insert into busway.outbox (id, channel, key, style, frame, shard, state) values ($1, $2, $3, $4, $5, $6, $7)""";

    private InboxSql() {}
}
