package dev.busway.postgres;

/** The relay's statements. Locks belong to its session: when it dies they are free. */
final class RelaySql {
    /** First half of the advisory locks' keys; the shard is the second. */
    static final int LOCKS = 7240;
    /** The lease of who reads the log, behind the shards. */
    static final int LOG_LEASE = 64;
    /** First half of the locks that living nodes hold; the node's number is the second. */
    static final int ALIVE = 7245;

    static final String LIVE = "select pg_advisory_lock(" + ALIVE + ", $1)";

    /** Without waiting, and with. */
    static final String LEASE = "select pg_try_advisory_lock(" + LOCKS + ", " + LOG_LEASE + ")";

    /** For ten seconds: a statement that waits for ever would keep vacuum from its work. */
    static final String STAND = "select busway.relay_stand(" + LOCKS + ", " + LOG_LEASE + ", 10)";

    static final String YIELD = "select pg_advisory_unlock(" + LOCKS + ", " + LOG_LEASE + ")";

    private static final String NODES = """
            select l.objid::bigint::int from pg_locks l where l.locktype = 'advisory' and l.classid = %d and l.objsubid = 2
            and l.granted and l.database = (select d.oid from pg_database d where d.datname = current_database())""".formatted(ALIVE);

    /**
     * A row that its own handler is sending. A node that is dead is so at once for the server, which frees its lock; the second
     * is for one that has just lost its connection. After ten seconds nobody sends straight any more.
     */
    private static final String SENDING = """
            %1$s.state = 0 and %1$s.created >= now() - interval '10 seconds' and not (
            %1$s.created < now() - interval '1 second' and %1$s.node is not null and %1$s.node <> all(array(""" + NODES + ")))";

    /**
     * Rows that may be published now. $1: channels; $2: rows under way; $3: keys that must wait. A row that its own handler is
     * sending is left alone, and so are the others of its key. Written so that the table is read in its order and only as far as
     * needed.
     */
    private static final String READY = """
            o.channel = any($1) and o.seq not in (select unnest($2::bigint[]))
            and o.state in (0, 1) and not (%s)
            and (o.key is null or ((o.channel || e'\\n' || o.key) not in (select unnest($3::text[]))
                and (o.channel || e'\\n' || o.key) not in (select b.channel || e'\\n' || b.key from busway.outbox b
                    where b.key is not null and %s)))
            """.formatted(SENDING.formatted("o"), SENDING.formatted("b"));

    /**
     * All that an idle relay asks, in one: $1 to $3 as above, $4: name of the slot that lasts, $5: of the one that does not,
     * $6: whether to leave a mark in the log, so that its reader can tell how far it is when nothing else comes.
     */
    static final String LOOK = """
            select exists(select from busway.outbox o where %s) as ready,
                exists(select from busway.outbox o where o.state = 0) as sending,
                (select last_value from busway.outbox_seq_seq) as drawn,
                (select ceil(extract(epoch from s.due - now()) * 1000)::bigint from busway.scheduled s
                    order by s.due, s.seq limit 1) as due,
                ((extract(epoch from now())::bigint / 600) %% 3)::int as part,
                r.engine, (select last_value = 2 from busway.relay_emit) as emit, r.active, s.slot_name is not null as slot, coalesce(s.wal_status = 'lost', false) as lost,
                coalesce(pg_wal_lsn_diff(pg_current_wal_lsn(), coalesce(s.restart_lsn, t.restart_lsn)), 0)::bigint as wal,
                coalesce(s.safe_wal_size, t.safe_wal_size, -1)::bigint as safe,
                pg_snapshot_xmin(pg_current_snapshot())::text::bigint as oldest,
                case when $6 then pg_logical_emit_message(true, 'busway-mark', '') end as mark
            from busway.relay r left join pg_replication_slots s on s.slot_name = $4
                left join pg_replication_slots t on t.slot_name = $5""".formatted(READY);

    /** Takes some of the shards that have work, at random, so that several relays share it; $4: shards that it has. */
    static final String LOCK = "select shard, pg_try_advisory_lock(" + LOCKS + ", shard) as mine from (\n"
            + "select shard from (select o.shard from busway.outbox o where " + READY
            + "and o.shard <> all($4) order by o.seq limit 1000) early group by shard order by random() limit 16) chosen";

    /** Takes every shard that it can have; $1: those that it has. */
    static final String LOCK_ALL = "select shard, pg_try_advisory_lock(" + LOCKS
            + ", shard) as mine from generate_series(0, 63) shard where shard <> all($1)";

    /** A statement after the lock, so that it sees what the lock's last owner did: $4: shards, $5: rows, $6: bytes. */
    static final String TAKE = """
            select seq, id, channel, key, style, shard, frame, age from (
                select o.seq, o.id, o.channel, o.key, o.style, o.shard, o.frame,
                    extract(epoch from now() - o.created)::int as age,
                    sum(octet_length(o.frame)) over (order by o.seq) - octet_length(o.frame) as before
                from (select * from busway.outbox o where %s and o.shard = any($4) order by o.seq limit $5) o
            ) sized where before < $6 order by seq""".formatted(READY);

    static final String SENT = "delete from busway.outbox where seq = any($1) returning seq";

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

    /** What the table has at one moment, so much at most, and which transactions that moment saw. */
    static final String BASELINE = """
            select pg_current_snapshot()::text as seen, o.seq, o.channel, o.key, o.state
            from (select 1) one left join lateral (select seq, channel, key, state from busway.outbox
                where state in (0, 1) order by seq limit $1) o on true""";

    static final String REPORT = """
            update busway.relay set active = $1, why = $2, changed = clock_timestamp()
            where (active, coalesce(why, '')) <> ($1, coalesce($2, ''))""";

    /** Says where callers' messages go, from now on, to transactions that began before too. */
    static final String EMIT = "select setval('busway.relay_emit', $1)";

    static final long EMIT_OFF = 1;
    static final long EMIT_ON = 2;

    /** Who asks after having said that must wait for transactions older than this one. */
    static final String HORIZON = "select pg_snapshot_xmax(pg_current_snapshot())::text::bigint as newest";

    /** A mark in the log that says nothing; its position. */
    static final String MARK =
            "select (pg_logical_emit_message(true, 'busway-mark', '') - '0/0'::pg_lsn)::bigint as position";

    static final String DROP = """
            select pg_drop_replication_slot(slot_name) from pg_replication_slots where slot_name = $1 and not active""";

    private RelaySql() {}
}
