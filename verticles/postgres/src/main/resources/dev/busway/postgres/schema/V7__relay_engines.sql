-- How what is in the outbox is published. One row.
create table busway.relay (
    one        boolean     primary key default true check (one),
    engine     text        not null default 'poll' check (engine in ('poll', 'log', 'message')), -- wanted
    configured text,                              -- what a node's settings said last; a switch by hand outlives a restart
    active     text        not null default 'poll', -- what publishes now
    why        text,                              -- why that is not what is wanted
    changed    timestamptz not null default clock_timestamp()
);
insert into busway.relay default values;

-- Whether callers' messages go into the log alone: 2, else 1. A sequence, because every transaction must see what it is now,
-- whatever its isolation and however long it has been open.
create sequence busway.relay_emit;
select setval('busway.relay_emit', 1);

-- Waits for a lease, not for ever: a statement that waits keeps vacuum from its work. Whether it has it.
create function busway.relay_stand(locks integer, lease integer, seconds integer) returns boolean language plpgsql as $$
begin
    perform set_config('lock_timeout', seconds || 's', true);
    perform pg_advisory_lock(locks, lease);
    return true;
exception when lock_not_available then
    return false;
end
$$;

-- The outbox again, as a ring of three partitions by time: ten minutes of rows each. One whose time is over and whose messages
-- are all sent is emptied at once by TRUNCATE, which needs no vacuum, no rights to make tables, and no lock on the others.
alter table busway.outbox rename to outbox_old;
alter sequence busway.outbox_seq_seq owned by none;
alter table busway.outbox_old alter column seq drop default;
drop index busway.outbox_key, busway.outbox_origin;
drop trigger outbox_commit on busway.outbox_old;
-- Room between two numbers, for messages that come into the table late and belong between its rows.
alter sequence busway.outbox_seq_seq increment by 1000;

create table busway.outbox (
    seq        bigint      not null default nextval('busway.outbox_seq_seq'),
    part       smallint    not null default ((extract(epoch from statement_timestamp())::bigint / 600) % 3)::smallint,
    id         text        not null,
    channel    text        not null,
    key        text,
    style      smallint    not null, -- 0 send, 1 publish
    frame      bytea       not null,
    shard      smallint    not null, -- hash of channel and key, or of id where there is no key
    origin_id  text,                 -- the message whose handling made this one
    origin_grp text,
    node       integer     default nullif(current_setting('busway.node', true), '')::integer, -- who handles it, while it lives
    state      smallint    not null default 3,
        -- 0 sent by its handler right now, 1 the relay's, 2 refused for good and kept, 3 in a caller's transaction
    problem    text,                 -- why it was refused for good
    created    timestamptz not null default clock_timestamp(),
    check (shard between 0 and 63)
) partition by list (part);
create table busway.outbox_0 partition of busway.outbox for values in (0);
create table busway.outbox_1 partition of busway.outbox for values in (1);
create table busway.outbox_2 partition of busway.outbox for values in (2);
create index outbox_seq on busway.outbox (seq);
create index outbox_key on busway.outbox (channel, key, state) where key is not null;
create index outbox_origin on busway.outbox (origin_id) where state = 0;

insert into busway.outbox (seq, id, channel, key, style, frame, shard, origin_id, origin_grp, state, problem, created)
    select seq, id, channel, key, style, frame, shard, origin_id, origin_grp, state, problem, created
    from busway.outbox_old order by seq;

do $$
declare right_given record;
begin
    for right_given in select distinct grantee, privilege_type from information_schema.role_table_grants
            where table_schema = 'busway' and table_name = 'outbox_old' and grantee <> current_user loop
        execute format('grant %s on busway.outbox to %s', right_given.privilege_type,
            case right_given.grantee when 'PUBLIC' then 'public' else quote_ident(right_given.grantee) end);
    end loop;
end
$$;
drop table busway.outbox_old;
alter sequence busway.outbox_seq_seq owned by busway.outbox.seq;

-- As before: the place in the order is drawn as the last thing before the commit. The row is written anew rather than changed, so
-- that whoever reads the log sees it once with its place: publications of inserts alone know nothing of updates.
create or replace function busway.outbox_commit() returns trigger language plpgsql security definer
    set search_path = pg_catalog as $$
begin
    perform pg_advisory_xact_lock(7239, 1);
    delete from busway.outbox where seq = new.seq and part = new.part;
    insert into busway.outbox (id, channel, key, style, frame, shard, origin_id, origin_grp, state, part)
        values (new.id, new.channel, new.key, new.style, new.frame, new.shard, new.origin_id, new.origin_grp, 1, new.part);
    perform pg_notify('busway_outbox', '');
    return null;
end
$$;
create constraint trigger outbox_commit after insert on busway.outbox
    deferrable initially deferred for each row when (new.state = 3)
    execute function busway.outbox_commit();

-- No table at all: what a caller sends is written into the log with his transaction, and nowhere else. The relay itself
-- (busway.spill) puts into the table what it cannot send now.
create function busway.outbox_emit() returns trigger language plpgsql security definer
    set search_path = pg_catalog as $$
begin
    if current_setting('busway.spill', true) = 'on' then
        return new;
    end if;
    -- Numbered before it asks: whoever says that it is otherwise now, and then waits for all that have a number, waits for this one.
    perform pg_current_xact_id();
    if (select last_value <> 2 from busway.relay_emit) then
        return new;
    end if;
    perform pg_logical_emit_message(true, 'busway', int8send(new.seq) || int2send(new.style)
        || int2send(octet_length(convert_to(new.channel, 'UTF8'))::smallint) || convert_to(new.channel, 'UTF8') || new.frame);
    return null;
end
$$;
create trigger outbox_emit before insert on busway.outbox
    for each row when (new.state in (1, 3) and new.origin_id is null)
    execute function busway.outbox_emit();

create publication busway_outbox for table busway.outbox
    with (publish = 'insert', publish_via_partition_root = true);
