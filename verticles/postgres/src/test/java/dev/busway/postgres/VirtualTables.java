package dev.busway.postgres;

import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What the statements of the unit of work mean, on tables in memory: committed rows, and those of one transaction on top. */
final class VirtualTables {
    /** So long new rows come into one partition. */
    private static final Duration PART = Duration.ofSeconds(4);

    final Flaw flaw;
    final Map<String, Inbox> inbox = new LinkedHashMap<>();
    final TreeMap<Long, Out> outbox = new TreeMap<>();
    /** One for each effect that is committed. */
    final List<String> effects = new ArrayList<>();

    /** What was committed to be sent on, in the order of the commits. */
    final List<Out> accepted = new ArrayList<>();
    /** Sees each row that is struck out as sent. */
    Consumer<Out> struck = row -> {};

    private long seq;

    VirtualTables(Flaw flaw) {
        this.flaw = flaw;
    }

    record Inbox(
            int state,
            Buffer digest,
            @Nullable Buffer reply,
            @Nullable Buffer problem) {}

    record Out(
            long seq,
            String id,
            String channel,
            @Nullable String key,
            Buffer frame,
            @Nullable String origin,
            int state,
            long createdNanos,
            String node,
            int part) {
        Out at(int other) {
            return new Out(seq, id, channel, key, frame, origin, other, createdNanos, node, part);
        }

        Out in(int other) {
            return new Out(seq, id, channel, key, frame, origin, state, createdNanos, node, other);
        }

        /** As the trigger writes what callers send. */
        Out placed(long place, long now) {
            return new Out(place, id, channel, key, frame, null, 1, now, node, part);
        }

        int shard() {
            return Outgoing.shard(channel, key, id);
        }

        /** What its order hangs on; empty without a key. */
        String sequence() {
            return key == null ? "" : channel + "\n" + key;
        }
    }

    /** What one transaction has written; a copy of it is a savepoint. */
    static final class Writes {
        final String node;
        final Set<Long> made = new HashSet<>();
        boolean stirs;
        final Map<String, @Nullable Inbox> inbox = new LinkedHashMap<>();
        final Map<Long, @Nullable Out> outbox = new LinkedHashMap<>();
        final List<String> effects = new ArrayList<>();
        final List<Out> callers = new ArrayList<>();

        Writes(String node) {
            this.node = node;
        }

        Writes copy() {
            Writes copy = new Writes(node);
            copy.made.addAll(made);
            copy.stirs = stirs;
            copy.inbox.putAll(inbox);
            copy.outbox.putAll(outbox);
            copy.effects.addAll(effects);
            copy.callers.addAll(callers);
            return copy;
        }
    }

    /** The partition of this moment. */
    static int part(long nanos) {
        return (int) (nanos / PART.toNanos() % 3);
    }

    /** Whether those who listen are told. */
    boolean commit(Writes writes, long now) {
        boolean tells = writes.stirs;
        writes.inbox.forEach((id, row) -> {
            if (row == null) {
                inbox.remove(id);
            } else {
                inbox.put(id, row);
            }
        });
        writes.outbox.forEach((number, row) -> {
            if (row == null) {
                outbox.remove(number);
            } else if (writes.made.contains(number)) {
                outbox.put(number, row);
                accepted.add(row);
            } else {
                outbox.computeIfPresent(number, (same, old) -> row);
            }
        });
        // Numbered behind all that has been committed.
        for (Out row : writes.callers) {
            Out placed = row.placed(flaw == Flaw.NUMBERED_EARLY ? row.seq() : ++seq, now);
            outbox.put(placed.seq(), placed);
            accepted.add(placed);
            tells = true;
        }
        effects.addAll(writes.effects);
        return tells;
    }

    /** The last number that was given. */
    long drawn() {
        return seq;
    }

    private @Nullable Inbox row(Writes writes, String id) {
        return writes.inbox.containsKey(id) ? writes.inbox.get(id) : inbox.get(id);
    }

    VirtualRows claim(Writes writes, List<String> ids, List<Buffer> digests) {
        VirtualRows rows = new VirtualRows("id", "state", "digest", "reply", "problem");
        for (int i = 0; i < ids.size(); i++) {
            Inbox row = row(writes, ids.get(i));
            if (row == null) {
                row = new Inbox(InboxSql.CLAIMED, digests.get(i), null, null);
                writes.inbox.put(ids.get(i), row);
            }
            rows.add(ids.get(i), row.state(), row.digest(), row.reply(), row.problem());
        }
        return rows;
    }

    void finish(Writes writes, String id, int state, @Nullable Buffer reply) {
        Inbox row = row(writes, id);
        if (row != null) {
            writes.inbox.put(id, new Inbox(state, row.digest(), reply, null));
        }
    }

    VirtualRows unclaim(Writes writes, List<String> ids) {
        ids.forEach(id -> {
            Inbox row = row(writes, id);
            if (row != null && row.state() == InboxSql.CLAIMED) {
                writes.inbox.put(id, null);
            }
        });
        return new VirtualRows();
    }

    VirtualRows refuse(Writes writes, String id, Buffer digest, Buffer problem, int state) {
        Inbox row = row(writes, id);
        boolean free = row == null
                || ((row.state() == InboxSql.ACCEPTED || row.state() == InboxSql.GIVEN_UP)
                        && row.digest().equals(digest));
        if (!free) {
            return new VirtualRows("door");
        }
        writes.inbox.put(id, new Inbox(state, digest, null, problem));
        return new VirtualRows("door").add(false);
    }

    /** Numbers and states of what goes out: one goes straight unless an earlier one of its key has not gone yet. */
    List<Out> send(Writes writes, Tuple arrays, List<String> origins, Long[] gone, long nowNanos) {
        Set<Long> struck = new HashSet<>(Arrays.asList(gone));
        Map<Long, @Nullable Out> seen = new TreeMap<>(outbox);
        seen.putAll(writes.outbox);
        List<Out> made = new ArrayList<>();
        String[] ids = arrays.getArrayOfStrings(0);
        for (int i = 0; i < ids.length; i++) {
            String channel = arrays.getArrayOfStrings(1)[i];
            String key = arrays.getArrayOfStrings(2)[i];
            boolean waits = key != null
                    && seen.values().stream()
                            .anyMatch(row -> row != null
                                    && row.state() <= 1
                                    && row.channel().equals(channel)
                                    && key.equals(row.key())
                                    && !struck.contains(row.seq()));
            made.add(new Out(
                    ++seq,
                    ids[i],
                    channel,
                    key,
                    arrays.getArrayOfBuffers(4)[i],
                    origins.get(i),
                    waits ? 1 : 0,
                    nowNanos,
                    writes.node,
                    part(nowNanos)));
        }
        made.forEach(row -> {
            writes.made.add(row.seq());
            writes.outbox.put(row.seq(), row);
        });
        return made;
    }

    /** In a caller's transaction: it gets its place at the commit. */
    VirtualRows enqueue(Writes writes, Tuple row, long now) {
        writes.callers.add(new Out(
                ++seq,
                row.getString(0),
                row.getString(1),
                row.getString(2),
                row.getBuffer(4),
                null,
                3,
                now,
                writes.node,
                part(now)));
        return new VirtualRows().touched(1);
    }

    /** What earlier runs of these left unsent is the relay's now. */
    VirtualRows release(Writes writes, List<String> origins, long beforeNanos) {
        int count = 0;
        for (Out row : List.copyOf(outbox.values())) {
            if (row.state() == 0 && origins.contains(row.origin()) && row.createdNanos() < beforeNanos) {
                writes.outbox.put(row.seq(), row.at(1));
                count++;
            }
        }
        return new VirtualRows().touched(count);
    }

    /** Strikes it out. */
    boolean strike(Writes writes, Long number) {
        Out row = outbox.get(number);
        if (row != null) {
            struck.accept(row);
            writes.outbox.put(number, null);
        }
        return row != null;
    }

    VirtualRows mark(Writes writes, Long[] sent, Long[] leftOver, boolean stirs) {
        Arrays.asList(sent).forEach(number -> strike(writes, number));
        writes.stirs |= stirs;
        for (Long number : leftOver) {
            Out row = outbox.get(number);
            if (row != null && row.state() == 0) {
                writes.outbox.put(number, row.at(1));
            }
        }
        return new VirtualRows("pg_notify");
    }
}
