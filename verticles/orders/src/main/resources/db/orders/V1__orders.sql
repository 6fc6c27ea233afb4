-- The tables of the example system. Each service owns those that carry its name; none reads another's.

create table orders (
  order_id      text primary key,
  operation     text not null,        -- the message that placed it: what its end answers
  consumer_id   text not null,
  restaurant_id text not null,
  items         jsonb not null,
  total_cents   integer not null,
  state         text not null,
  courier       text,
  reason        text,
  created       timestamptz not null default clock_timestamp()
);

-- Append-only, one row for each step that took effect. Deliberately nothing here that would refuse a second row for the same
-- step: if the platform ever handled a message twice, the books must show it.
create table orders_steps (
  seq      bigint generated always as identity primary key,
  order_id text not null,
  step     text not null,
  text     text not null,
  node     text not null,
  at       timestamptz not null default clock_timestamp()
);
create index orders_steps_of on orders_steps (order_id, seq);

-- The copy of restaurants_menus that Orders keeps by hearing restaurants.menus.
create table orders_menus (
  restaurant_id text primary key,
  version       integer not null,
  menu          jsonb not null
);

-- Append-only as orders_steps, for the same reason.
create table kitchen_tickets (
  ticket           bigint generated always as identity primary key,
  order_id         text not null,
  state            text not null,
  ready_in_minutes integer not null,
  node             text not null,
  at               timestamptz not null default clock_timestamp()
);
create index kitchen_tickets_of on kitchen_tickets (order_id);

create table restaurants_menus (
  restaurant_id text primary key,
  version       integer not null,
  menu          jsonb not null
);

-- Append-only as orders_steps, for the same reason.
create table notifications_sent (
  seq         bigint generated always as identity primary key,
  order_id    text not null,
  consumer_id text not null,
  text        text not null,
  node        text not null,
  at          timestamptz not null default clock_timestamp()
);
create index notifications_sent_of on notifications_sent (order_id);
