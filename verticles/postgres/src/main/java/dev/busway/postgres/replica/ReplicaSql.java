package dev.busway.postgres.replica;

/** The statements of replicas. Names in them have been checked by {@link ReplicaOptions}. */
final class ReplicaSql {
    static final String DECLARE =
            "insert into busway.replica (name, channel) values ($1, $2) on conflict (name) do nothing";
    static final String STATE = "select channel, live, filling from busway.replica where name = $1";
    static final String NEXT =
            "update busway.replica set last = last + 1 where name = $1 and filling is null returning last";
    static final String FILL =
            "update busway.replica set filling = $2 where name = $1 and filling is null and live > 0";

    private ReplicaSql() {}

    static String create(Generation generation) {
        return """
            create table if not exists %s (
                key text primary key, type text not null, id text not null, time timestamptz not null,
                value jsonb, fault text, updated timestamptz not null default clock_timestamp())""".formatted(generation.table());
    }

    /** Makes the first generation what is read; does nothing where there is one. */
    static String begin(Generation generation) {
        return """
            do $$ begin
                perform from busway.replica where name = '%1$s' and live = 0 for update;
                if found then
                    %2$s;
                    execute 'create or replace view busway.replica_%1$s as select * from %3$s';
                    update busway.replica set live = 1 where name = '%1$s';
                end if;
            end $$""".formatted(generation.replica(), create(generation), generation.table());
    }

    /** Reads the new table from now on, for every node at once; does nothing where that has been done. */
    static String swap(Generation from, Generation to) {
        return """
            do $$ begin
                perform from busway.replica where name = '%1$s' and filling = %2$d for update;
                if found then
                    execute 'create or replace view busway.replica_%1$s as select * from %3$s';
                    drop table if exists %4$s;
                    update busway.replica set live = %2$d, filling = null, rebuilt = clock_timestamp()
                        where name = '%1$s';
                end if;
            end $$""".formatted(to.replica(), to.number(), to.table(), from.table());
    }

    /** Key, type, id, milliseconds, JSON. */
    static String apply(Generation generation) {
        return """
            insert into %s (key, type, id, time, value) values ($1, $2, $3, to_timestamp($4::float8 / 1000), $5::text::jsonb)
            on conflict (key) do update set type = excluded.type, id = excluded.id, time = excluded.time,
                value = excluded.value, fault = null, updated = clock_timestamp()""".formatted(generation.table());
    }

    static String delete(Generation generation) {
        return "delete from " + generation.table() + " where key = $1";
    }

    /** Key, type, id, milliseconds, fault. */
    static String fault(Generation generation) {
        return """
            insert into %s (key, type, id, time, fault) values ($1, $2, $3, to_timestamp($4::float8 / 1000), $5)
            on conflict (key) do update set fault = excluded.fault""".formatted(generation.table());
    }

    static String get(String replica) {
        return "select type, id, time, value::text as value, fault from busway.replica_" + replica + " where key = $1";
    }

    static String faults(String replica) {
        return "select count(*) as faults from busway.replica_" + replica + " where fault is not null";
    }
}
