package dev.busway.bus.transport.broker;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Shards that go away, and who waits until nothing of them runs any more. Touched by its group's context only. */
final class Departures {
    private record Leaving(List<? extends Shard> shards, CompletableFuture<Void> quiet) {
        boolean isQuiet() {
            return shards.stream().allMatch(shard -> shard.running == 0 && shard.owed == 0);
        }
    }

    private final List<Leaving> leaving = new ArrayList<>();

    /** @param quiet completed by {@link #tell} when nothing of these runs */
    void add(List<? extends Shard> shards, CompletableFuture<Void> quiet) {
        leaving.add(new Leaving(shards, quiet));
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
