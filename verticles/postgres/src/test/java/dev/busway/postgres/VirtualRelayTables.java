package dev.busway.postgres;

import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

/** What the relay's statements mean on tables in memory; each commits by itself. */
final class VirtualRelayTables {
    private static final long SECOND = 1_000_000_000L;
    private static final int SHARDS_AT_ONCE = 16;

    private final VirtualPostgres server;
    private final VirtualTables tables;
    private long highest;

    VirtualRelayTables(VirtualPostgres server) {
        this.server = server;
        this.tables = server.tables;
    }

    VirtualRows run(VirtualSession session, VirtualTables.Writes writes, String sql, Tuple values) {
        if (sql.equals(RelaySql.LOOK)) {
            return look(values);
        } else if (sql.equals(RelaySql.LOCK)) {
            return lock(session, values);
        } else if (sql.equals(RelaySql.TAKE)) {
            return take(writes, values);
        } else if (sql.equals(RelaySql.SENT)) {
            return sent(writes, values.getArrayOfLongs(0));
        } else if (sql.equals(RelaySql.PARK)) {
            return park(writes, values.getLong(0));
        } else if (sql.equals(RelaySql.UNLOCK)) {
            Arrays.asList(values.getArrayOfIntegers(0)).forEach(shard -> server.leases.giveBack(shard, session));
            return new VirtualRows("pg_advisory_unlock");
        }
        throw new IllegalStateException("no such statement is simulated: " + sql);
    }

    private VirtualRows look(Tuple values) {
        String[] columns = {
            "ready", "sending", "drawn", "due", "part", "engine", "emit", "active", "slot", "lost", "wal", "safe",
            "oldest", "mark"
        };
        return new VirtualRows(columns)
                .add(
                        ready(values).findAny().isPresent(),
                        tables.outbox.values().stream().anyMatch(row -> row.state() == 0),
                        tables.drawn(),
                        null,
                        VirtualTables.part(server.time.nanos()),
                        "poll",
                        false,
                        "poll",
                        false,
                        false,
                        0L,
                        -1L,
                        0L,
                        null);
    }

    /** In the order of the table. */
    private Stream<VirtualTables.Out> ready(Tuple values) {
        Set<String> channels = Set.of(values.getArrayOfStrings(0));
        Set<Long> rows = Set.of(values.getArrayOfLongs(1));
        Set<String> waiting =
                new HashSet<>(tables.flaw == Flaw.NOTHING_WAITS ? List.of() : List.of(values.getArrayOfStrings(2)));
        tables.outbox.values().stream().filter(this::sending).forEach(row -> waiting.add(row.sequence()));
        waiting.remove("");
        return tables.outbox.values().stream()
                .filter(row -> channels.contains(row.channel()) && !rows.contains(row.seq()))
                .filter(row -> row.state() <= 1 && !sending(row) && !waiting.contains(row.sequence()));
    }

    /** Its own handler does, as far as the server knows. */
    private boolean sending(VirtualTables.Out row) {
        long age = server.time.nanos() - row.createdNanos();
        return row.state() == 0
                && tables.flaw != Flaw.STRAIGHT_IS_TAKEN
                && age <= 10 * SECOND
                && !(age > SECOND && !server.lives(row.node()));
    }

    private VirtualRows lock(VirtualSession session, Tuple values) {
        Set<Integer> held = new HashSet<>();
        Arrays.asList(values.getArrayOfShorts(3)).forEach(shard -> held.add((int) shard));
        List<Integer> shards = new ArrayList<>(ready(values)
                .map(VirtualTables.Out::shard)
                .filter(shard -> !held.contains(shard))
                .distinct()
                .toList());
        Collections.shuffle(shards, new Random(server.time.random().nextLong()));
        VirtualRows rows = new VirtualRows("shard", "mine");
        shards.stream().limit(SHARDS_AT_ONCE).forEach(shard -> rows.add(shard, server.leases.take(shard, session)));
        return rows;
    }

    private VirtualRows take(VirtualTables.Writes writes, Tuple values) {
        Set<Integer> shards = new HashSet<>();
        Arrays.asList(values.getArrayOfShorts(3)).forEach(shard -> shards.add((int) shard));
        List<VirtualTables.Out> taken = new ArrayList<>(ready(values)
                .filter(row -> shards.contains(row.shard()))
                .filter(row -> tables.flaw != Flaw.POSITION || row.seq() > highest)
                .limit(values.getInteger(4))
                .toList());
        if (tables.flaw == Flaw.NO_ORDER) {
            Collections.reverse(taken);
        }
        VirtualRows rows = new VirtualRows("seq", "id", "channel", "key", "style", "shard", "frame", "age");
        long bytes = 0;
        for (VirtualTables.Out row : taken) {
            if (bytes < values.getInteger(5)) {
                int age = (int) ((server.time.nanos() - row.createdNanos()) / SECOND);
                rows.add(row.seq(), row.id(), row.channel(), row.key(), 0, row.shard(), row.frame(), age);
                highest = Math.max(highest, row.seq());
                if (tables.flaw == Flaw.TAKEN_IS_SENT) {
                    tables.strike(writes, row.seq());
                }
            }
            bytes += row.frame().length();
        }
        return rows;
    }

    private VirtualRows sent(VirtualTables.Writes writes, Long[] numbers) {
        VirtualRows rows = new VirtualRows("seq");
        for (Long number : numbers) {
            if (tables.strike(writes, number)) {
                rows.add(number);
            }
        }
        return rows;
    }

    private VirtualRows park(VirtualTables.Writes writes, Long number) {
        VirtualTables.Out row = tables.outbox.get(number);
        if (row != null) {
            writes.outbox.put(number, row.at(2));
        }
        return new VirtualRows().touched(row == null ? 0 : 1);
    }
}
