package dev.busway.postgres;

/** The statements of what is due later. */
final class ScheduleSql {
    /** First key of the advisory lock that lets one node move at a time, so that what is due together keeps its order. */
    private static final int LOCK = 7241;

    /** Outgoing messages from arrays $1 to $6, in their order; $7: when each is due, in milliseconds; origin's id and group. */
    static final String KEEP = """
            insert into busway.scheduled (id, channel, key, style, frame, shard, due, origin_id, origin_grp)
            select n.id, n.channel, n.key, n.style, n.frame, n.shard, to_timestamp(n.due / 1000.0), $8, $9
            from unnest($1::text[], $2::text[], $3::text[], $4::smallint[], $5::bytea[], $6::smallint[], $7::bigint[])
                with ordinality as n(id, channel, key, style, frame, shard, due, nr)
            order by n.nr""";

    /** As {@link InboxSql#ACCEPT}, with $9: when it is due, in milliseconds. */
    static final String ACCEPT = """
            with taken as materialized (
                select fresh, state, digest, reply, problem from busway.inbox_accept($1, $2, $3, $4, $5)),
            kept as (insert into busway.scheduled (id, channel, key, style, frame, shard, due)
                select $1, $3, $6, 0, $7, $8, to_timestamp($9::bigint / 1000.0) from taken where fresh)
            select * from taken""";

    /** Tells every node when something is due; heard when the transaction commits. */
    static final String TELL = "select pg_notify('busway_scheduled', $1)";

    /** Milliseconds until the next one is due, by the server's clock; no row where there is none. */
    static final String NEXT = """
            select ceil(extract(epoch from due - now()) * 1000)::bigint as millis
            from busway.scheduled order by due, seq limit 1""";

    /** Moves what is due to the outbox, in the order of its time; $1: at most so many. How many: none where another node is at it. */
    static final String MOVE = """
            with turn as materialized (select pg_try_advisory_xact_lock(%d, 0) as mine),
            due as (delete from busway.scheduled where ctid = any(array(
                select ctid from busway.scheduled where due <= now() and (select mine from turn)
                order by due, seq limit $1 for update skip locked)) returning *),
            moved as (insert into busway.outbox (id, channel, key, style, frame, shard, origin_id, origin_grp, state)
                select id, channel, key, style, frame, shard, origin_id, origin_grp, 1 from due order by due.due, due.seq
                returning 1),
            told as (select pg_notify('busway_outbox', '') from due limit 1)
            select (select count(*) from due)::int as moved, (select count(*) from told), (select count(*) from moved)""".formatted(LOCK);

    static final String ROWS = "select count(*) as rows from (select from busway.scheduled limit 100000) kept";

    private ScheduleSql() {}
}
