-- The inbox in generations: new rows come into the open one, and a closed one is dropped as a whole when all in it has expired.
-- A unique index cannot reach over partitions; what makes (id, grp) unique is in inbox_claim, inbox_accept and inbox_refuse,
-- which nothing may go round: they hold the lock of (id, grp) until their transaction ends, and look, in a snapshot that is
-- younger than the lock, into every generation before they insert. See docs/adr/0006-an-inbox-in-generations.md.
alter table busway.inbox rename to inbox_0;
alter table busway.inbox_0 add column generation integer not null default 0;
alter table busway.inbox_0 alter column generation drop default;
create table busway.inbox (like busway.inbox_0 including defaults) partition by list (generation);
alter table busway.inbox attach partition busway.inbox_0 for values in (0);

create table busway.inbox_generation (
    number integer     primary key,
    opened timestamptz not null default clock_timestamp(),
    closed timestamptz             -- nothing new comes in any more; null for the one that is open
);
create unique index inbox_generation_open on busway.inbox_generation ((true)) where closed is null;
insert into busway.inbox_generation (number) values (0);

create function busway.inbox_lock(id text, grp text) returns bigint language sql immutable parallel safe as $$
    select hashtextextended(id || e'\n' || grp, 0)
$$;

-- Makes the rows of messages to be handled, or locks those that are there, waiting for whoever handles them now. A row that will
-- be written comes into the open generation. No statement reads a table from end to end, whatever it was when it was planned.
create function busway.inbox_claim(ids text[], in_grp text, in_channel text, digests bytea[], seconds integer)
    returns table (id text, state smallint, digest bytea, reply bytea, problem bytea)
    language plpgsql set enable_seqscan = off as $$
#variable_conflict use_column
declare
    seen integer;
begin
    if cardinality(ids) = 1 then
        perform pg_advisory_xact_lock(busway.inbox_lock(ids[1], in_grp));
    else -- in one order, so that two that claim the same ones do not wait for each other
        perform pg_advisory_xact_lock(lock)
            from (select distinct busway.inbox_lock(n.one, in_grp) as lock from unnest(ids) n(one) order by 1) sorted;
    end if;
    return query select i.id, i.state, i.digest, i.reply, i.problem from unnest(ids) n(one)
        cross join lateral (select * from busway.inbox i where i.id = n.one and i.grp = in_grp for update) i;
    get diagnostics seen = row_count;
    if seen > 0 then
        update busway.inbox i set generation = g.number from busway.inbox_generation g, unnest(ids) n(one)
            where i.id = n.one and i.grp = in_grp and i.state in (0, 5) and g.closed is null and i.generation <> g.number;
    end if;
    if seen < cardinality(ids) then
        return query insert into busway.inbox as i (id, grp, channel, digest, state, door, expires, generation)
            select n.one, in_grp, in_channel, n.its, 4, false, clock_timestamp() + seconds * interval '1 second', g.number
            from unnest(ids, digests) n(one, its), busway.inbox_generation g
            where g.closed is null and (seen = 0
                or not exists (select from busway.inbox o where o.id = n.one and o.grp = in_grp))
            returning i.id, i.state, i.digest, i.reply, i.problem;
    end if;
end
$$;

-- Makes the row of a message that a door takes, or tells the one that is there; waits for no handler that is at it.
create function busway.inbox_accept(in_id text, in_grp text, in_channel text, in_digest bytea, seconds integer)
    returns table (fresh boolean, state smallint, digest bytea, reply bytea, problem bytea)
    language plpgsql set enable_seqscan = off as $$
#variable_conflict use_column
begin
    if not pg_try_advisory_xact_lock(busway.inbox_lock(in_id, in_grp)) then
        return query select false, i.state, i.digest, i.reply, i.problem from busway.inbox i
            where i.id = in_id and i.grp = in_grp;
        if found then
            return;
        end if;
        perform pg_advisory_xact_lock(busway.inbox_lock(in_id, in_grp));
    end if;
    return query select false, i.state, i.digest, i.reply, i.problem from busway.inbox i
        where i.id = in_id and i.grp = in_grp;
    if not found then
        return query insert into busway.inbox as i (id, grp, channel, digest, state, door, expires, generation)
            select in_id, in_grp, in_channel, in_digest, 0, true, clock_timestamp() + seconds * interval '1 second', g.number
            from busway.inbox_generation g where g.closed is null
            returning true, i.state, i.digest, i.reply, i.problem;
    end if;
end
$$;

-- Stores a refusal as the answer, unless there is one: whether a door waits for it, and nothing where there was one.
create function busway.inbox_refuse(in_id text, in_grp text, in_channel text, in_digest bytea, in_problem bytea,
    seconds integer, in_state smallint) returns table (door boolean) language plpgsql set enable_seqscan = off as $$
#variable_conflict use_column
begin
    perform pg_advisory_xact_lock(busway.inbox_lock(in_id, in_grp));
    return query update busway.inbox i set state = in_state, problem = in_problem, generation = g.number,
            updated = clock_timestamp(), expires = clock_timestamp() + seconds * interval '1 second'
        from busway.inbox_generation g
        where i.id = in_id and i.grp = in_grp and i.state in (0, 5) and i.digest = in_digest and g.closed is null
        returning i.door;
    if not found then
        return query insert into busway.inbox as i (id, grp, channel, digest, state, door, problem, expires, generation)
            select in_id, in_grp, in_channel, in_digest, in_state, false, in_problem,
                clock_timestamp() + seconds * interval '1 second', g.number
            from busway.inbox_generation g where g.closed is null
                and not exists (select from busway.inbox o where o.id = in_id and o.grp = in_grp)
            returning i.door;
    end if;
end
$$;

-- Moves rows on that were handled together.
create function busway.inbox_finish(ids text[], in_grp text, states smallint[], replies bytea[], reply_tos text[],
    seconds integer[]) returns table (id text, door boolean) language plpgsql set enable_seqscan = off as $$
#variable_conflict use_column
begin
    return query update busway.inbox i set state = n.state, reply = n.reply, reply_to = n.reply_to, problem = null,
            updated = clock_timestamp(), expires = clock_timestamp() + n.seconds * interval '1 second'
        from unnest(ids, states, replies, reply_tos, seconds) n(id, state, reply, reply_to, seconds)
        where i.id = n.id and i.grp = in_grp
        returning i.id, i.door;
end
$$;

-- Opens the next generation when the open one is so old; whether it did. Inserts never wait for it, and always have a place.
create function busway.inbox_roll(seconds integer) returns boolean language plpgsql as $$
declare
    last integer;
begin
    if not pg_try_advisory_xact_lock(7242, 1) then
        return false;
    end if;
    select number into last from busway.inbox_generation
        where closed is null and opened < clock_timestamp() - seconds * interval '1 second';
    if not found then
        return false;
    end if;
    execute format('create table busway.inbox_%1$s (like busway.inbox including defaults, primary key (id, grp),
        check (generation = %1$s)) with (fillfactor = 70)', last + 1);
    execute format('create index on busway.inbox_%s using brin (expires) with (pages_per_range = 32, autosummarize = on)',
        last + 1);
    execute format('alter table busway.inbox attach partition busway.inbox_%1$s for values in (%1$s)', last + 1);
    update busway.inbox_generation set closed = clock_timestamp() where number = last;
    insert into busway.inbox_generation (number) values (last + 1);
    return true;
end
$$;

-- Carries what has not ended from a closed generation into the open one, but nothing that somebody holds: how many rows.
create function busway.inbox_carry(from_generation integer, most integer) returns integer language plpgsql as $$
declare
    carried integer;
begin
    with unfinished as materialized (select i.id, i.grp from busway.inbox i
            where i.generation = from_generation and i.state in (0, 1) and i.expires > now() limit most),
        mine as materialized (select id, grp from unfinished where pg_try_advisory_xact_lock(busway.inbox_lock(id, grp)))
    update busway.inbox i set generation = g.number from mine, busway.inbox_generation g
        where i.generation = from_generation and i.id = mine.id and i.grp = mine.grp and i.state in (0, 1)
            and g.closed is null;
    get diagnostics carried = row_count;
    return carried;
end
$$;
