-- What one message needs that is handled alone, by plain values: a statement over arrays is planned anew each time, which costs more
-- than running it, and one over values is planned once. No statement reads a table from end to end, whatever it was when it was
-- planned.

-- As inbox_claim, for one message, but it makes no row: a new message (state 4) gets its row when it is finished. The lock that is
-- held until the transaction ends lets nobody else make one, as nobody else could see it.
create function busway.inbox_claim_one(in_id text, in_grp text, in_digest bytea,
    out state smallint, out digest bytea, out reply bytea, out problem bytea)
    language plpgsql set enable_seqscan = off as $$
#variable_conflict use_column
declare
    lies integer;
    open integer;
begin
    perform pg_advisory_xact_lock(busway.inbox_lock(in_id, in_grp));
    select i.state, i.digest, i.reply, i.problem, i.generation into state, digest, reply, problem, lies
        from busway.inbox i where i.id = in_id and i.grp = in_grp for update;
    if not found then
        state := 4;
        digest := in_digest;
    elsif state in (0, 5) then
        select g.number into open from busway.inbox_generation g where g.closed is null;
        if lies <> open then
            update busway.inbox i set generation = open where i.id = in_id and i.grp = in_grp and i.generation = lies;
        end if;
    end if;
end
$$;

-- Writes or moves on the row of a message that was handled alone, and writes what it sends where that is one message: whether a door
-- took it; number and state of what goes out. Channel and digest are those of a new one, which has no row yet; else null.
create function busway.inbox_finish_one(in_id text, in_grp text, in_state smallint, in_reply bytea, in_reply_to text,
    seconds integer, out_id text, out_channel text, out_key text, out_style smallint, out_frame bytea, out_shard smallint,
    gone bigint[], new_channel text, new_digest bytea, out door boolean, out seq bigint, out state smallint)
    language plpgsql set enable_seqscan = off as $$
#variable_conflict use_column
begin
    if out_id is not null then
        insert into busway.outbox as o (id, channel, key, style, frame, shard, origin_id, origin_grp, state)
            values (out_id, out_channel, out_key, out_style, out_frame, out_shard, in_id, in_grp,
                case when out_key is null or not exists (select from busway.outbox b
                    where b.channel = out_channel and b.key = out_key and b.state in (0, 1)
                        and b.seq <> all(gone)) then 0 else 1 end)
            returning o.seq, o.state into seq, state;
    end if;
    if new_channel is null then
        update busway.inbox i set state = in_state, reply = in_reply, reply_to = in_reply_to, problem = null,
                updated = clock_timestamp(), expires = clock_timestamp() + seconds * interval '1 second'
            where i.id = in_id and i.grp = in_grp
            returning i.door into door;
    else
        insert into busway.inbox as i (id, grp, channel, digest, state, reply, reply_to, door, expires, generation)
            select in_id, in_grp, new_channel, new_digest, in_state, in_reply, in_reply_to, false,
                clock_timestamp() + seconds * interval '1 second', g.number
            from busway.inbox_generation g where g.closed is null
            returning i.door into door;
    end if;
end
$$;
