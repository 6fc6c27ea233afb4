-- The next generation's table is there some time before it is opened. A statement that began to run before the table was there, but
-- reads which generation is open after it was opened, knows no place for its row ("no partition of relation found for row").
alter table busway.inbox_generation add column next timestamptz;  -- when the table of the one after it was made

-- Opens the next generation when the open one is so old; whether it did. It only makes the table, and leaves the opening to a later
-- call, unless that was done so many seconds ago. Inserts never wait for it, and always have a place.
drop function busway.inbox_roll(integer);
create function busway.inbox_roll(seconds integer, ahead integer) returns boolean language plpgsql as $$
declare
    last integer;
    made timestamptz;
begin
    if not pg_try_advisory_xact_lock(7242, 1) then
        return false;
    end if;
    select number, next into last, made from busway.inbox_generation
        where closed is null and opened < clock_timestamp() - seconds * interval '1 second';
    if not found then
        return false;
    end if;
    if made is null then
        execute format('create table busway.inbox_%1$s (like busway.inbox including defaults, primary key (id, grp),
            check (generation = %1$s)) with (fillfactor = 70)', last + 1);
        execute format('create index on busway.inbox_%s using brin (expires) with (pages_per_range = 32, autosummarize = on)',
            last + 1);
        execute format('alter table busway.inbox attach partition busway.inbox_%1$s for values in (%1$s)', last + 1);
        update busway.inbox_generation set next = clock_timestamp() where number = last;
        return false;
    elsif made > clock_timestamp() - ahead * interval '1 second' then
        return false;
    end if;
    update busway.inbox_generation set closed = clock_timestamp() where number = last;
    insert into busway.inbox_generation (number) values (last + 1);
    return true;
end
$$;
