package dev.busway.postgres;

/** The statements of mail. A group's lock belongs to the session of the node that collects: when it dies the lock is free. */
final class MailSql {
    /** Seed of the advisory locks' hash, so that they meet no other locks. */
    private static final int LOCKS = 7241;

    static final String ENROLL =
            "insert into busway.mail_group (channel, grp) values ($1, $2) on conflict (channel, grp) do nothing";

    /** Arrays of channels, groups (null: all that enrolled), ids, keys, letters, frames; in their order. */
    static final String POST = """
            insert into busway.mail (channel, grp, id, key, letter, frame)
            select n.channel, g.grp, n.id, n.key, n.letter, n.frame
            from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::bytea[])
                with ordinality as n(channel, grp, id, key, letter, frame, nr)
            cross join lateral (select n.grp where n.grp is not null
                union all select s.grp from busway.mail_group s where n.grp is null and s.channel = n.channel) g
            order by n.nr""";

    /** Locks what nobody collects; arrays of channels and groups. */
    static final String LOCK = """
            select n.nr::int as nr, pg_try_advisory_lock(hashtextextended(n.channel || e'\\n' || n.grp, %d)) as mine
            from unnest($1::text[], $2::text[]) with ordinality as n(channel, grp, nr)""".formatted(LOCKS);

    static final String UNLOCK = "select pg_advisory_unlock(hashtextextended($1 || e'\\n' || $2, %d))".formatted(LOCKS);

    /** Which of these have mail; arrays of channels and groups. */
    static final String WAITING = """
            select n.nr::int as nr from unnest($1::text[], $2::text[]) with ordinality as n(channel, grp, nr)
            where exists (select from busway.mail m where m.channel = n.channel and m.grp = n.grp)""";

    /** A number is no position: a row with a smaller one may be committed later. $3: rows that are brought already; $4: most. */
    static final String TAKE = """
            select seq, frame from busway.mail where channel = $1 and grp = $2 and seq <> all($3)
            order by seq limit $4""";

    static final String ENDED = "delete from busway.mail where seq = any($1)";

    /** One page of a box: channel, number before, most. */
    static final String BROWSE =
            "select seq, frame from busway.mail where channel = $1 and seq > $2 order by seq limit $3";

    static final String REMOVE = "delete from busway.mail where channel = $1 and letter = any($2)";

    /** Without dead letters. */
    static final String LAG = """
            select count(*) as rows,
                coalesce(extract(epoch from clock_timestamp() - min(created)), 0)::float8 as seconds
            from (select created from busway.mail where letter is null order by seq limit 100000) waiting""";

    private MailSql() {}
}
