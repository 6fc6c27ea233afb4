package dev.busway.bus.transport.broker;

import dev.busway.bus.Outcome;
import dev.busway.bus.transport.Receiver;
import dev.busway.bus.transport.broker.KeyLanes.Lane;
import dev.busway.contract.ChannelSpec;
import dev.busway.message.Message;
import io.vertx.core.Future;
import io.vertx.core.internal.ContextInternal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Handles the messages that a broker brings to one group: each key in order, different keys side by side up to the channel's bound.
 * All state is touched by one context; what reads from the broker only hands over and waits.
 */
public final class GroupWork {
    private final ContextInternal context;
    private final Backoff backoff;
    private final KeyLanes<Task> lanes;
    private final @Nullable Sequencing sequencing;
    private final Departures departures;
    private final Course course;
    /** Told to other threads in passing: nobody waits for either, so no message pays for a memory barrier. */
    private final AtomicInteger inFlight = new AtomicInteger();

    private final AtomicInteger held = new AtomicInteger();
    private boolean pumping;
    private volatile boolean stopped;

    /**
     * Parks no sequences.
     *
     * @param context an event loop's, and this group's own
     */
    public GroupWork(ContextInternal context, ChannelSpec channel, Receiver receiver, Ending ending, Backoff backoff) {
        this(context, channel, receiver, ending, backoff, Optional.empty());
    }

    /** @param parked the group's parked keys; empty where a message that fails holds up no other */
    public GroupWork(
            ContextInternal context,
            ChannelSpec channel,
            Receiver receiver,
            Ending ending,
            Backoff backoff,
            Optional<ParkedKeys> parked) {
        this.context = context;
        this.backoff = backoff;
        this.lanes = new KeyLanes<>(channel.maxInFlight());
        this.departures = new Departures(lanes);
        this.sequencing = parked.map(keys -> new Sequencing(
                        new Resumption.Tools(
                                context, channel, keys, ending, backoff, message -> receive(receiver, message)),
                        this::add))
                .orElse(null);
        this.course = new Course(context, channel, receiver, ending, sequencing, new Turns());
    }

    /** Takes what came, in the order of its shard. Safe on any thread; bounding what waits here is the caller's. */
    public void take(List<? extends Arrival> arrivals) {
        context.emit(go -> queue(arrivals));
    }

    /**
     * Starts nothing new of these shards: somebody else may have them already. Safe on any thread.
     *
     * @return completes when nothing of them runs any more
     */
    public CompletableFuture<Void> release(List<? extends Shard> shards) {
        return leave(shards, task -> false);
    }

    /**
     * Of these shards starts only what lies before something that has begun: nobody else has them until this is done, and what is
     * acknowledged by its place has no holes then. What failed and waits for another try is left to the next one. Safe on any
     * thread; {@link #release} ends it early.
     *
     * @return completes when nothing of them runs or waits any more
     */
    public CompletableFuture<Void> handOver(List<? extends Shard> shards) {
        return leave(shards, Departures::isHole);
    }

    private CompletableFuture<Void> leave(List<? extends Shard> shards, Predicate<Task> stays) {
        shards.forEach(Shard::release);
        CompletableFuture<Void> quiet = new CompletableFuture<>();
        context.emit(go -> {
            departures.begin(shards, stays, quiet);
            if (sequencing != null) {
                sequencing.forgetReleased();
            }
            departures.tell();
            pump();
        });
        return quiet;
    }

    /** Takes nothing more, and starts only what lies before something that has begun: a hand-over of all follows. Any thread. */
    public void windDown() {
        context.emit(go -> {
            departures.windDown();
        });
    }

    /** Starts nothing new from now on. Safe on any thread. */
    public void stop() {
        stopped = true;
    }

    /** Messages that are worked on. Safe on any thread. */
    public int inFlight() {
        return inFlight.get();
    }

    /** Messages that wait or are worked on. Safe on any thread. */
    public int held() {
        return held.get();
    }

    private static Future<Outcome> receive(Receiver receiver, Message message) {
        try {
            return receiver.receive(message).otherwise(Outcome::refused);
        } catch (RuntimeException broken) {
            return Future.succeededFuture(Outcome.refused(broken));
        }
    }

    private void queue(List<? extends Arrival> arrivals) {
        List<Task> free = new ArrayList<>(arrivals.size());
        for (Arrival arrival : arrivals) {
            if (!arrival.shard().isReleased()) {
                arrival.queued();
                Task task = new Task(arrival);
                if (sequencing == null || !sequencing.holds(task)) {
                    free.add(task);
                }
            }
        }
        add(free);
    }

    private void add(List<Task> tasks) {
        if (departures.windsDown()) {
            return;
        }
        tasks.forEach(task -> lanes.add(task.key(), task));
        pump();
    }

    /** What ends while it starts does not start the next one inside: a long row of such would use up the stack. */
    private void pump() {
        if (pumping) {
            return;
        }
        pumping = true;
        try {
            Lane<Task> lane = stopped ? null : lanes.next();
            while (lane != null) {
                start(lane);
                lane = stopped ? null : lanes.next();
            }
        } finally {
            pumping = false;
        }
        inFlight.lazySet(lanes.running());
        held.lazySet(lanes.size());
    }

    private void start(Lane<Task> lane) {
        Task task = lane.task();
        Shard shard = task.arrival.shard();
        task.owe(false);
        shard.begun = Math.max(shard.begun, task.number);
        shard.running++;
        task.tries++;
        course.begin(lane);
    }

    private void park(Lane<Task> lane) {
        Task task = lane.task();
        task.arrival.shard().running--;
        if (task.arrival.shard().isReleased()) {
            departures.leave(lane);
        } else {
            lanes.parked(lane);
            task.waits++;
            context.owner()
                    .setTimer(
                            backoff.millisAfter(task.waits),
                            timer -> context.emit(go -> {
                                lanes.again(lane, task);
                                pump();
                            }));
        }
        departures.tell();
        pump();
    }

    private final class Turns implements Course.Turns {
        @Override
        public void end(Lane<Task> lane, Future<Void> end) {
            if (end.isComplete()) {
                ended(lane, end.succeeded());
            } else {
                end.onComplete(ended -> context.emit(go -> ended(lane, ended.succeeded())));
            }
        }

        @Override
        public void again(Lane<Task> lane) {
            park(lane);
        }
    }

    private void ended(Lane<Task> lane, boolean done) {
        Arrival arrival = lane.task().arrival;
        arrival.shard().running--;
        if (done) {
            arrival.ended();
            lanes.finished(lane);
        } else {
            departures.leave(lane);
        }
        departures.tell();
        pump();
    }
}
