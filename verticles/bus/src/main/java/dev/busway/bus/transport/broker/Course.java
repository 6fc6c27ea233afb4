package dev.busway.bus.transport.broker;

import dev.busway.bus.Outcome;
import dev.busway.bus.Problem;
import dev.busway.bus.transport.Receiver;
import dev.busway.bus.transport.broker.KeyLanes.Lane;
import dev.busway.contract.ChannelSpec;
import dev.busway.message.Message;
import io.vertx.core.Completable;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.internal.ContextInternal;
import org.jspecify.annotations.Nullable;

/**
 * What is done with one task when its turn has come: handled, parked behind others of its key, resumed by a replay, or buried; and
 * what follows from the outcome. Touched by its group's context only.
 */
final class Course {
    private final ContextInternal context;
    private final ChannelSpec channel;
    private final Receiver receiver;
    private final Ending ending;
    private final @Nullable Sequencing sequencing;
    private final Turns turns;

    /** Who gives tasks their turns, and hears of the end. */
    interface Turns {
        /** It is over when this is. A failure means that the task is left to who has its shard next. */
        void end(Lane<Task> lane, Future<Void> end);

        /** It gets another turn, after a while. */
        void again(Lane<Task> lane);
    }

    Course(
            ContextInternal context,
            ChannelSpec channel,
            Receiver receiver,
            Ending ending,
            @Nullable Sequencing sequencing,
            Turns turns) {
        this.context = context;
        this.channel = channel;
        this.receiver = receiver;
        this.ending = ending;
        this.sequencing = sequencing;
        this.turns = turns;
    }

    void begin(Lane<Task> lane) {
        Task task = lane.task();
        Incoming incoming = task.arrival.incoming();
        if (incoming instanceof Incoming.Event event) {
            Message message = event.message();
            if (Replay.is(message)) {
                replay(lane, task, message);
            } else {
                handle(lane, task, message);
            }
        } else if (incoming instanceof Incoming.Unreadable unreadable) {
            turns.end(lane, ending.bury(task, Problem.of(Problem.Kind.INVALID, unreadable.reason())));
        }
    }

    private void replay(Lane<Task> lane, Task task, Message message) {
        if (!Replay.isFor(ending.group(), message)) {
            turns.end(lane, Future.succeededFuture());
        } else if (!Replay.isRequest(message)) {
            handle(lane, task, Replay.plain(message));
        } else {
            turns.end(lane, sequencing == null ? Future.succeededFuture() : sequencing.replay(task, message));
        }
    }

    private void handle(Lane<Task> lane, Task task, Message message) {
        if (sequencing != null && sequencing.doubts(message)) {
            sequencing.lookAgain().onComplete(seen -> context.emit(go -> handle(lane, task, message)));
            return;
        }
        Future<Void> parked = sequencing == null ? null : sequencing.park(task, message);
        if (parked == null) {
            Handled handled = new Handled(lane, message);
            try {
                receiver.receive(message, handled);
            } catch (RuntimeException broken) {
                handled.succeed(Outcome.refused(broken));
            }
        } else {
            turns.end(lane, parked);
        }
    }

    /** Hears of one try's outcome, on whatever thread. */
    private final class Handled implements Completable<Outcome>, Handler<Outcome> {
        private final Lane<Task> lane;
        private final Message message;

        Handled(Lane<Task> lane, Message message) {
            this.lane = lane;
            this.message = message;
        }

        @Override
        public void complete(Outcome outcome, @Nullable Throwable failure) {
            context.emit(failure == null ? outcome : Outcome.refused(failure), this);
        }

        @Override
        public void handle(Outcome outcome) {
            settle(lane, message, outcome);
        }
    }

    private void settle(Lane<Task> lane, Message message, Outcome outcome) {
        Task task = lane.task();
        switch (Verdict.of(channel, message, outcome, task.tries)) {
            case DONE -> turns.end(lane, ending.answer(task, message, outcome));
            case AGAIN -> turns.again(lane);
            case LATER -> {
                task.tries--;
                turns.again(lane);
            }
            case DEAD -> {
                if (sequencing != null && !sequencing.hasRoomFor(task, message)) {
                    task.tries--;
                    turns.again(lane);
                } else {
                    turns.end(lane, dead(task, message, outcome));
                }
            }
        }
    }

    private Future<Void> dead(Task task, Message message, Outcome outcome) {
        return ending.giveUp(task, message, ((Outcome.Refused) outcome).problem())
                .compose(given -> ending.answer(task, message, outcome))
                .compose(told -> sequencing == null ? Future.succeededFuture() : sequencing.failed(task, message));
    }
}
