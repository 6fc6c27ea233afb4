-- What durable channels with no broker wait in: one row per message and group, until the group has handled it. Dead letters are mail
-- that nobody collects.
create table busway.mail (
    seq     bigserial   primary key,
    channel text        not null,
    grp     text        not null,
    id      text        not null,
    key     text,
    letter  text,                 -- id of the dead letter that it is
    frame   bytea       not null,
    created timestamptz not null default clock_timestamp()
) with (autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_threshold = 1000);
create index mail_of_group on busway.mail (channel, grp, seq);
create index mail_letter on busway.mail (channel, letter) where letter is not null;

-- Groups of publish-subscribe channels: each gets what is published, whether it is there or not.
create table busway.mail_group (
    channel text        not null,
    grp     text        not null,
    created timestamptz not null default clock_timestamp(),
    primary key (channel, grp)
);

-- Which table of a replica is read, and which one is being filled from the beginning. The tables are made when they are needed.
create table busway.replica (
    name     text        primary key,
    channel  text        not null,
    live     integer     not null default 0, -- generation; 0: none yet
    filling  integer,
    last     integer     not null default 1, -- the highest that there ever was
    rebuilt  timestamptz,
    created  timestamptz not null default clock_timestamp()
);
