package dev.busway.postgres;

/** The relay's statements. Locks belong to its session: when it dies they are free. */
final class RelaySql {
    /** First half of the advisory locks' keys; the shard is the second. */
    static final int LOCKS = 7240;

    /**
     * Rows that may be published now. $1: channels; $2: rows under way; $3: keys that must wait. A row that its own handler is
     * sending is left alone, and so are the others of its key; after ten seconds that handler is dead. Written so that the table
     * is read in its order and only as far as needed.
     */
    private static final String READY = """
            o.channel = any($1) and o.seq <> all($2)
            and (o.state = 1 or (o.state = 0 and o.created < now() - interval '10 seconds'))
            and (o.key is null or ((o.channel || e'\\n' || o.key) <> all($3)
                and (o.channel || e'\\n' || o.key) not in (select b.channel || e'\\n' || b.key from busway.outbox b
                    where b.state = 0 and b.key is not null and b.created >= now() - interval '10 seconds')))
            """;

    /** Takes some of the shards that have work, at random, so that several relays share it; $4: shards that it has. */
    static final String LOCK = "select shard, pg_try_advisory_lock(" + LOCKS + ", shard) as mine from (\n"
            + "select shard from (select o.shard from busway.outbox o where " + READY
            + "and o.shard <> all($4) order by o.seq limit 1000) early group by shard order by random() limit 16) chosen";

    /** A statement after the lock, so that it sees what the lock's last owner did: $4: shards, $5: rows, $6: bytes. */
    static final String TAKE = """
            select seq, id, channel, key, style, shard, frame, own, age from (
                select o.seq, o.id, o.channel, o.key, o.style, o.shard, o.frame, o.origin_id is null as own,
                    extract(epoch from now() - o.created)::int as age,
                    sum(octet_length(o.frame)) over (order by o.seq) - octet_length(o.frame) as before
                from (select * from busway.outbox o where %s and o.shard = any($4) order by o.seq limit $5) o
            ) sized where before < $6 order by seq""".formatted(READY);

    static final String SENT = "delete from busway.outbox where seq = any($1)";

    static final String UNLOCK = "select pg_advisory_unlock(" + LOCKS + ", shard) from unnest($1::int[]) shard";

    /** Keeps what can never be sent, with the reason; an operation that waits for it is refused: seq, problem, id, group, frame. */
    static final String PARK = """
            with parked as (update busway.outbox set state = 2, problem = $2 where seq = $1 returning origin_id)
            update busway.inbox i set state = 3, problem = $5, updated = clock_timestamp()
            from parked where parked.origin_id is null and i.id = $3 and i.grp = $4 and i.state = 0""";

    static final String LAG = """
            select count(*) as rows,
                coalesce(extract(epoch from clock_timestamp() - min(created)), 0)::float8 as seconds
            from (select created from busway.outbox where state <> 2 order by seq limit 100000) waiting""";

    private RelaySql() {}
}
