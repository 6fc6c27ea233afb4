package dev.busway.postgres;

import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the statements of the unit of work mean, on tables in memory: committed rows, and those of one transaction on top. */
final class VirtualTables {
    final Map<String, Inbox> inbox = new LinkedHashMap<>();
    final TreeMap<Long, Out> outbox = new TreeMap<>();
    /** One for each effect that is committed. */
    final List<String> effects = new ArrayList<>();

    private long seq;

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
            String origin,
            int state,
            long createdNanos) {
        Out at(int other) {
            return new Out(seq, id, channel, key, frame, origin, other, createdNanos);
        }
    }

    /** What one transaction has written; a copy of it is a savepoint. */
    static final class Writes {
        final Map<String, @Nullable Inbox> inbox = new LinkedHashMap<>();
        final Map<Long, @Nullable Out> outbox = new LinkedHashMap<>();
        final List<String> effects = new ArrayList<>();

        Writes copy() {
            Writes copy = new Writes();
            copy.inbox.putAll(inbox);
            copy.outbox.putAll(outbox);
            copy.effects.addAll(effects);
            return copy;
        }
    }

    void commit(Writes writes) {
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
            } else {
                outbox.put(number, row);
            }
        });
        effects.addAll(writes.effects);
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
                    nowNanos));
        }
        made.forEach(row -> writes.outbox.put(row.seq(), row));
        return made;
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

    VirtualRows mark(Writes writes, Long[] sent, Long[] leftOver) {
        Arrays.asList(sent).forEach(number -> writes.outbox.put(number, null));
        for (Long number : leftOver) {
            Out row = outbox.get(number);
            if (row != null && row.state() == 0) {
                writes.outbox.put(number, row.at(1));
            }
        }
        return new VirtualRows("pg_notify");
    }
}
