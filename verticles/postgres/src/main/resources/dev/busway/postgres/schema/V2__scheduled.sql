-- Messages that are not due yet. Apart from the outbox, so that the relay never reads past them.
create table busway.scheduled (
    seq        bigserial   not null,
    due        timestamptz not null,
    id         text        not null,
    channel    text        not null,
    key        text,
    style      smallint    not null, -- as in the outbox, and so is all that follows
    frame      bytea       not null,
    shard      smallint    not null,
    origin_id  text,
    origin_grp text,
    created    timestamptz not null default clock_timestamp(),
    primary key (due, seq),
    check (shard between 0 and 63)
);
