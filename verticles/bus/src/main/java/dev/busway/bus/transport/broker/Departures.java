package dev.busway.bus.transport.broker;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/**
 * Shards that go away, what of them may still start, and who waits until nothing of them runs any more. Touched by its group's
 * context only.
 */
final class Departures {
    private record Leaving(List<? extends Shard> shards, CompletableFuture<Void> quiet) {
        boolean isQuiet() {
            return shards.stream().allMatch(shard -> shard.running == 0 && shard.owed == 0);
        }
    }

    private final KeyLanes<Task> lanes;
    private final List<Leaving> leaving = new ArrayList<>();
    private boolean ofAll;

    Departures(KeyLanes<Task> lanes) {
        this.lanes = lanes;
    }

    /**
     * Lets shards go that are released.
     *
     * @param stays which of their waiting tasks may still start
     * @param quiet completed by {@link #tell} when nothing of these runs or may start
     */
    void begin(List<? extends Shard> shards, Predicate<Task> stays, CompletableFuture<Void> quiet) {
        lanes.drop((task, mayStay) -> task.arrival.shard().isReleased()
                && !task.owe(mayStay && (shards.contains(task.arrival.shard()) ? stays.test(task) : task.owed)));
        leaving.add(new Leaving(shards, quiet));
    }

    /** Lets all go soon: nothing more is taken, and only what lies before something that has begun may start. */
    void windDown() {
        ofAll = true;
        lanes.drop((task, mayStay) -> !task.stay(mayStay && isHole(task)));
        tell();
    }

    boolean windsDown() {
        return ofAll;
    }

    /** Whether something that has begun came after it: acknowledged by its place, that would be held up by it. */
    static boolean isHole(Task task) {
        return task.number < task.arrival.shard().begun;
    }

    /** A running task is left to who has its shard next, and so is what waits behind it: it would overtake it. */
    void leave(KeyLanes.Lane<Task> lane) {
        lanes.left(lane, next -> next.arrival.shard().isReleased() && !next.owe(false));
    }

    /** Tells those whose shards are quiet; whoever is told may release more at once. */
    void tell() {
        if (leaving.isEmpty()) {
            return;
        }
        List<Leaving> gone = leaving.stream().filter(Leaving::isQuiet).toList();
        leaving.removeAll(gone);
        gone.forEach(each -> each.quiet().complete(null));
    }
}
