-- One row per message and group that handled it: its dedup, its operation, its stored answer.
create table busway.inbox (
    id      text        not null,
    grp     text        not null,
    channel text        not null,
    digest  bytea       not null, -- of type and payload: the same id with another body is a conflict
    state   smallint    not null, -- 0 accepted, 1 working, 2 finished, 3 refused; 4 inside a handler's transaction only
    door    boolean     not null, -- accepted for a caller who may be waiting
    reply   bytea,                -- frame of the first answer
    problem bytea,                -- frame of the refusal
    reply_to text,                -- channel that wants the answer of a working operation
    created timestamptz not null default clock_timestamp(),
    updated timestamptz not null default clock_timestamp(),
    expires timestamptz not null,
    primary key (id, grp)         -- id first: operations are found by id alone, and new ids lie together
) with (fillfactor = 70);
-- Rows come in the order of their expiry, or nearly: a block range index costs next to nothing to keep.
create index inbox_expires on busway.inbox using brin (expires) with (pages_per_range = 32, autosummarize = on);

-- Messages that are durable and not known to be sent yet; a sent one is deleted.
create table busway.outbox (
    seq        bigserial   primary key,
    id         text        not null,
    channel    text        not null,
    key        text,
    style      smallint    not null, -- 0 send, 1 publish
    frame      bytea       not null,
    shard      smallint    not null, -- hash of channel and key, or of id where there is no key
    origin_id  text,                 -- the message whose handling made this one
    origin_grp text,
    state      smallint    not null default 3,
        -- 0 sent by its handler right now, 1 the relay's, 2 refused for good and kept, 3 in a caller's transaction
    problem    text,                 -- why it was refused for good
    created    timestamptz not null default clock_timestamp(),
    check (shard between 0 and 63)
) with (fillfactor = 80);
create index outbox_key on busway.outbox (channel, key, state) where key is not null;
create index outbox_origin on busway.outbox (origin_id) where state = 0;

-- A caller's transaction may write its message early and commit late. A number drawn when the row was written would then say
-- nothing about the order of commits; so it is drawn again as the last thing before the commit, by one transaction at a time.
-- NOTIFY makes the commits of those that use it stand in line anyway.
create function busway.outbox_commit() returns trigger language plpgsql as $$
begin
    perform pg_advisory_xact_lock(7239, 1);
    update busway.outbox set state = 1, seq = nextval('busway.outbox_seq_seq'), created = clock_timestamp()
        where seq = new.seq;
    perform pg_notify('busway_outbox', '');
    return null;
end
$$;

create constraint trigger outbox_commit after insert on busway.outbox
    deferrable initially deferred for each row when (new.state = 3)
    execute function busway.outbox_commit();
