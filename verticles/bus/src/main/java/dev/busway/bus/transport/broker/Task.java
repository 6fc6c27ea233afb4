package dev.busway.bus.transport.broker;

import dev.busway.message.MessageId;
import org.jspecify.annotations.Nullable;

/** One delivery and its history; touched by the group's context. */
final class Task {
    final Arrival arrival;
    /** Its number in its shard. */
    final long number;

    /** Whether its shard, which is released, waits for it. */
    boolean owed;

    /** Tries that have begun and count. */
    int tries;
    /** Waits since it came, whatever for. */
    int waits;

    /** The id of the letter that it may become: the same for each try to write it. */
    @Nullable
    String letter;

    Task(Arrival arrival) {
        this.arrival = arrival;
        this.number = ++arrival.shard().came;
    }

    /** What it waits behind others for; nothing where it has none. */
    @Nullable
    Object key() {
        return arrival.incoming() instanceof Incoming.Event event
                ? event.message().key().orElse(null)
                : null;
    }

    /** Whether its released shard waits for it from now on; the same again. */
    boolean owe(boolean now) {
        if (now != owed) {
            owed = now;
            arrival.shard().owed += now ? 1 : -1;
        }
        return now;
    }

    /** A task that does not stay is owed to nobody; the same again. */
    boolean stay(boolean stays) {
        if (!stays) {
            owe(false);
        }
        return stays;
    }

    String letter() {
        String id = letter;
        if (id == null) {
            id = MessageId.next(System.currentTimeMillis()).toString();
            letter = id;
        }
        return id;
    }
}
