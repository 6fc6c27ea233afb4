package dev.busway.bus.transport.broker;

import dev.busway.bus.Problem;
import dev.busway.bus.ProblemException;
import dev.busway.bus.transport.DeadLetter;
import dev.busway.bus.transport.DeadLetterBox;
import dev.busway.contract.ChannelSpec;
import dev.busway.contract.Retry;
import dev.busway.message.Message;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which keys of a group wait in the dead letters, so that what comes later of them goes there too. The box is the truth: it is read
 * before the first message of a shard that this node has taken over, and what happens here is added. Touched by the group's context.
 */
public final class ParkedKeys {
    /** Most keys that may be parked; beyond it, messages that fail are kept waiting with their keys, and the shards with them. */
    public static final int MOST_KEYS = 10_000;

    /** What is known longer than this is looked at again before one more message is parked by it. */
    private static final Duration BELIEVED = Duration.ofSeconds(30);

    private final ChannelSpec channel;
    private final String group;
    private final DeadLetterBox box;
    private final int bound;
    private final ParkingTally tally = new ParkingTally();
    private Sequences sequences = new Sequences();
    /** At most one reading of the box runs and one waits; all who ask meanwhile share the latter. */
    private @Nullable Future<Void> reading;

    private @Nullable Promise<Void> nextReading;
    private long readNanos = System.nanoTime();
    /** Keys that changed while the box was read: of these it may tell what is past. */
    private final Set<String> changed = new HashSet<>();

    private ParkedKeys(ChannelSpec channel, String group, DeadLetterBox box, int bound) {
        this.channel = channel;
        this.group = group;
        this.box = box;
        this.bound = bound;
    }

    /**
     * Those of one group; empty where the contract parks no sequences.
     *
     * @param group as dead letters name it
     */
    public static Optional<ParkedKeys> of(ChannelSpec channel, String group, DeadLetterBox box) {
        return of(channel, group, box, MOST_KEYS);
    }

    static Optional<ParkedKeys> of(ChannelSpec channel, String group, DeadLetterBox box, int bound) {
        return channel.deadLetter().isPresent() && channel.retry().park() == Retry.Park.SEQUENCE
                ? Optional.of(new ParkedKeys(channel, group, box, bound))
                : Optional.empty();
    }

    DeadLetterBox box() {
        return box;
    }

    /** What is counted; safe on any thread. */
    public ParkingTally tally() {
        return tally;
    }

    boolean isOf(DeadLetter letter, String key) {
        return letter.isOf(channel.address(), group, key);
    }

    /** The letter that a message waits behind; {@code null} when its way is free. */
    @Nullable
    String first(Message message) {
        String key = sequences.size() == 0 ? null : message.key().orElse(null);
        return key == null ? null : sequences.first(key);
    }

    /** Whether this very message is parked already: a broker may bring it again. */
    boolean has(Message message) {
        return sequences.has(message.key().orElse(""), message.id());
    }

    /** Whether this message could be parked now. */
    boolean hasRoomFor(Message message) {
        return sequences.size() < bound
                || message.key().filter(key -> !sequences.has(key)).isEmpty();
    }

    /** A message is a durable letter. */
    void parked(Message message, String letter) {
        message.key().ifPresent(key -> {
            changed(key);
            sequences.add(key, letter, message.id());
            tally.keys(sequences.size());
        });
    }

    /** No letter of this key is left. */
    void free(String key) {
        changed(key);
        sequences.remove(key);
        tally.keys(sequences.size());
    }

    private void changed(String key) {
        if (reading != null) {
            changed.add(key);
        }
    }

    /** Reads the box as it is from now on; fails where it cannot be read, or holds more keys than may be parked. */
    Future<Void> learn(ContextInternal context) {
        if (reading == null) {
            Future<Void> mine = read(context);
            reading = mine;
            mine.onComplete(done -> context.emit(go -> readNext(context)));
            return mine;
        }
        if (nextReading == null) {
            nextReading = context.promise();
        }
        return nextReading.future();
    }

    /** Whether the box has not been read for long. */
    boolean isOld() {
        return System.nanoTime() - readNanos > BELIEVED.toNanos();
    }

    private void readNext(ContextInternal context) {
        Promise<Void> next = nextReading;
        reading = null;
        nextReading = null;
        if (next != null) {
            learn(context).onComplete(next);
        } else {
            changed.clear();
        }
    }

    private Future<Void> read(ContextInternal context) {
        changed.clear();
        readNanos = System.nanoTime();
        Sequences found = new Sequences();
        Promise<Void> taken = context.promise();
        box.browse(letter -> see(letter, found)).onComplete(read -> context.emit(go -> take(read, found, taken)));
        return taken.future();
    }

    private boolean see(DeadLetter letter, Sequences found) {
        if (letter.channel().equals(channel.address()) && letter.group().equals(group)) {
            letter.message()
                    .ifPresent(message -> message.key().ifPresent(key -> found.add(key, letter.id(), message.id())));
        }
        return found.size() <= bound;
    }

    private void take(AsyncResult<Void> read, Sequences found, Promise<Void> taken) {
        if (read.failed()) {
            taken.fail(read.cause());
        } else if (found.size() > bound) {
            taken.fail(new ProblemException(Problem.of(
                    Problem.Kind.BUSY,
                    "More than " + bound + " keys are parked in the dead letters.",
                    "Replay or drop some: busway dlq list --channel " + channel.address() + ".")));
        } else {
            changed.forEach(key -> found.copy(key, sequences));
            sequences = found;
            tally.keys(found.size());
            taken.complete();
        }
    }
}
