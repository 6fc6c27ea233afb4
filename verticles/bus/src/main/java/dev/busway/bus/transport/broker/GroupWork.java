package dev.busway.bus.transport.broker;

import dev.busway.bus.Outcome;
import dev.busway.bus.Problem;
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
    private final ChannelSpec channel;
    private final Receiver receiver;
    private final Ending ending;
    private final Backoff backoff;
    private final KeyLanes<Task> lanes;
    private final @Nullable Sequencing sequencing;
    private final Departures departures = new Departures();
    /** Told to other threads in passing: nobody waits for either, so no message pays for a memory barrier. */
    private final AtomicInteger inFlight = new AtomicInteger();

    private final AtomicInteger held = new AtomicInteger();
    private boolean pumping;
    private boolean windingDown;
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
        this.channel = channel;
        this.receiver = receiver;
        this.ending = ending;
        this.backoff = backoff;
        this.lanes = new KeyLanes<>(channel.maxInFlight());
        this.sequencing = parked.map(keys -> new Sequencing(
                        new Resumption.Tools(context, channel, keys, ending, backoff, message -> receive(message)
                                .otherwise(Outcome::refused)),
                        this::add))
                .orElse(null);
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
        return leave(shards, task -> task.number < task.arrival.shard().begun);
    }

    private CompletableFuture<Void> leave(List<? extends Shard> shards, Predicate<Task> hole) {
        shards.forEach(Shard::release);
        CompletableFuture<Void> quiet = new CompletableFuture<>();
        context.emit(go -> {
            lanes.drop((task, mayStay) -> task.arrival.shard().isReleased()
                    && !task.owe(mayStay && (shards.contains(task.arrival.shard()) ? hole.test(task) : task.owed)));
            if (sequencing != null) {
                sequencing.forgetReleased();
            }
            departures.add(shards, quiet);
            departures.tell();
            pump();
        });
        return quiet;
    }

    /** Takes nothing more, and starts only what lies before something that has begun: a hand-over of all follows. Any thread. */
    public void windDown() {
        context.emit(go -> {
            windingDown = true;
            lanes.drop((task, mayStay) -> !task.stay(mayStay && task.number < task.arrival.shard().begun));
            departures.tell();
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
        if (windingDown) {
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
        if (task.arrival.incoming() instanceof Incoming.Event event) {
            Message message = event.message();
            if (Replay.is(message)) {
                replay(lane, task, message);
            } else {
                handle(lane, task, message);
            }
        } else if (task.arrival.incoming() instanceof Incoming.Unreadable unreadable) {
            endBy(lane, ending.bury(task, Problem.of(Problem.Kind.INVALID, unreadable.reason())));
        }
    }

    private void replay(Lane<Task> lane, Task task, Message message) {
        if (!Replay.isFor(ending.group(), message)) {
            endBy(lane, Future.succeededFuture());
        } else if (!Replay.isRequest(message)) {
            handle(lane, task, Replay.plain(message));
        } else {
            endBy(lane, sequencing == null ? Future.succeededFuture() : sequencing.replay(task, message));
        }
    }

    private void handle(Lane<Task> lane, Task task, Message message) {
        if (sequencing != null && sequencing.doubts(message)) {
            sequencing.lookAgain().onComplete(seen -> context.emit(go -> handle(lane, task, message)));
            return;
        }
        Future<Void> parked = sequencing == null ? null : sequencing.park(task, message);
        if (parked == null) {
            receive(message)
                    .onComplete((outcome, failure) -> context.emit(
                            failure == null ? outcome : Outcome.refused(failure), told -> settle(lane, message, told)));
        } else {
            endBy(lane, parked);
        }
    }

    private Future<Outcome> receive(Message message) {
        try {
            return receiver.receive(message);
        } catch (RuntimeException broken) {
            return Future.succeededFuture(Outcome.refused(broken));
        }
    }

    private void settle(Lane<Task> lane, Message message, Outcome outcome) {
        Task task = lane.task();
        switch (Verdict.of(channel, message, outcome, task.tries)) {
            case DONE -> endBy(lane, ending.answer(task, message, outcome));
            case AGAIN -> park(lane, task);
            case LATER -> {
                task.tries--;
                park(lane, task);
            }
            case DEAD -> {
                if (sequencing != null && !sequencing.hasRoomFor(task, message)) {
                    task.tries--;
                    park(lane, task);
                } else {
                    endBy(lane, dead(task, message, outcome));
                }
            }
        }
    }

    private Future<Void> dead(Task task, Message message, Outcome outcome) {
        return ending.giveUp(task, message, ((Outcome.Refused) outcome).problem())
                .compose(given -> ending.answer(task, message, outcome))
                .compose(told -> sequencing == null ? Future.succeededFuture() : sequencing.failed(task, message));
    }

    private void park(Lane<Task> lane, Task task) {
        task.arrival.shard().running--;
        if (task.arrival.shard().isReleased()) {
            handBack(lane);
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

    /** The task is left to who has its shard next, and so is what waits behind it: it would overtake it. */
    private void handBack(Lane<Task> lane) {
        lanes.left(lane, next -> next.arrival.shard().isReleased() && !next.owe(false));
    }

    /** A failed end means that the message is left to who has its shard next. */
    private void endBy(Lane<Task> lane, Future<Void> end) {
        if (end.isComplete()) {
            ended(lane, end.succeeded());
        } else {
            end.onComplete(ended -> context.emit(go -> ended(lane, ended.succeeded())));
        }
    }

    private void ended(Lane<Task> lane, boolean done) {
        Arrival arrival = lane.task().arrival;
        arrival.shard().running--;
        if (done) {
            arrival.ended();
            lanes.finished(lane);
        } else {
            handBack(lane);
        }
        departures.tell();
        pump();
    }
}
