-- Ends an operation that nobody handles yet, and takes back its message where that has not gone: its state then. Nothing where
-- there is no such operation; another state than 3 where it is too late.
create function busway.inbox_cancel(in_id text, in_problem bytea, seconds integer) returns table (state smallint)
    language plpgsql set enable_seqscan = off as $$
#variable_conflict use_column
declare
    row record;
begin
    select i.id, i.grp, i.channel, i.state into row from busway.inbox i where i.id = in_id and i.door limit 1;
    if not found then
        return;
    end if;
    if row.state <> 0 or not pg_try_advisory_xact_lock(busway.inbox_lock(row.id, row.grp)) then
        return query select row.state;
        return;
    end if;
    return query update busway.inbox i set state = 3, problem = in_problem, generation = g.number,
            updated = clock_timestamp(), expires = clock_timestamp() + seconds * interval '1 second'
        from busway.inbox_generation g
        where i.id = row.id and i.grp = row.grp and i.state = 0 and g.closed is null
        returning i.state;
    if found then
        delete from busway.scheduled s where s.id = row.id and s.channel = row.channel and s.origin_id is null;
    else
        return query select i.state from busway.inbox i where i.id = row.id and i.grp = row.grp;
    end if;
end
$$;
