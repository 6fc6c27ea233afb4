package dev.busway.testkit.simulation;

import dev.busway.bus.Outcome;
import dev.busway.bus.transport.broker.Arrival;
import dev.busway.bus.transport.broker.GroupWork;
import dev.busway.bus.transport.broker.Incoming;
import dev.busway.bus.transport.broker.Shard;
import dev.busway.message.Message;
import io.vertx.core.Future;
import io.vertx.core.internal.ContextInternal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A node's member of a group: reads its partitions, hands them to the {@link GroupWork}, acknowledges what its ledgers say. */
public final class VirtualMember {
    /** Type of a record that no reader understands. */
    public static final String UNREADABLE = "unreadable";

    private static final long POLL_MILLIS = 10;
    private static final long IDLE_POLL_MILLIS = 80;
    private static final long COMMIT_MILLIS = 200;
    private static final long HAND_OVER_MILLIS = 1000;
    /** Deliveries of one partition that wait or run. */
    private static final int BUFFER = 12;

    private final VirtualNode node;
    private final VirtualGroup group;
    private final GroupWork work;
    private final Supplier<? extends ShardLedger> ledgers;
    private final ContextInternal poll;
    private final Map<VirtualGroup.Seat, Held> held = new LinkedHashMap<>();
    private boolean leaving;

    /** One partition while this member has it. */
    private static final class Held {
        final VirtualGroup.Seat seat;
        final int epoch;
        final ShardLedger ledger;
        long position;
        long committed;
        int open;

        Held(VirtualGroup.Seat seat, int epoch, long committed, ShardLedger ledger) {
            this.seat = seat;
            this.epoch = epoch;
            this.ledger = ledger;
            this.position = committed;
            this.committed = committed;
        }
    }

    VirtualMember(VirtualNode node, VirtualGroup group, GroupWork work, Supplier<? extends ShardLedger> ledgers) {
        this.node = node;
        this.group = group;
        this.work = work;
        this.ledgers = ledgers;
        this.poll = node.context();
        later(POLL_MILLIS, this::read);
        later(COMMIT_MILLIS, this::commitAll);
    }

    VirtualNode node() {
        return node;
    }

    boolean takesMore() {
        return node.isAwake() && !leaving;
    }

    private void later(long millis, Runnable step) {
        poll.emit(go -> node.vertx().setTimer(millis, timer -> step.run()));
    }

    void assigned(VirtualGroup.Seat seat, int epoch, long committed) {
        poll.emit(go -> held.put(seat, new Held(seat, epoch, committed, ledgers.get())));
    }

    private void read() {
        boolean idle = true;
        for (Held one : held.values()) {
            List<VirtualArrival> arrivals = new ArrayList<>();
            List<Message> messages = one.seat.log().messages();
            int most = 1 + node.time().random().nextInt(BUFFER);
            while (arrivals.size() < most && one.open < BUFFER && one.position < messages.size()) {
                arrivals.add(new VirtualArrival(one, one.position, messages.get((int) one.position)));
                one.position++;
                one.open++;
            }
            if (!arrivals.isEmpty()) {
                idle = false;
                work.take(arrivals);
            }
        }
        later(idle ? IDLE_POLL_MILLIS : POLL_MILLIS, this::read);
    }

    private void commitAll() {
        held.values().forEach(one -> commit(one, () -> {}));
        later(COMMIT_MILLIS, this::commitAll);
    }

    private void commit(Held one, Runnable told) {
        long offset = one.ledger.committable();
        if (offset <= one.committed) {
            told.run();
            return;
        }
        group.commit(
                one.seat,
                one.epoch,
                offset,
                done -> poll.emit(go -> {
                    if (done) {
                        one.committed = Math.max(one.committed, offset);
                    }
                    told.run();
                }));
    }

    /** Ends what runs, boundedly, and commits; then {@code gone}: others may have it. */
    void handOver(VirtualGroup.Seat seat, Runnable gone) {
        poll.emit(go -> {
            Held one = held.remove(seat);
            if (one == null) {
                gone.run();
                return;
            }
            List<Shard> shards = List.of(one.ledger.shard());
            CompletableFuture<Void> quiet = work.handOver(shards);
            node.vertx().setTimer(HAND_OVER_MILLIS, late -> {
                if (!quiet.isDone()) {
                    node.time().note("hand-over takes too long", node, seat);
                    var released = work.release(shards);
                    node.time().note("released", released.isDone());
                    quiet.complete(null);
                }
            });
            var unused = quiet.thenRun(() -> poll.emit(back -> commit(one, gone)));
        });
    }

    /** Somebody else has it already. */
    void lost(VirtualGroup.Seat seat) {
        poll.emit(go -> {
            Held one = held.remove(seat);
            if (one != null) {
                var unused = work.release(List.of(one.ledger.shard()));
            }
        });
    }

    /** Leaves the group in order. */
    public void leave() {
        node.time().note("leaves", node);
        leaving = true;
        work.windDown();
    }

    boolean isLeaving() {
        return leaving;
    }

    /** One delivery. */
    private final class VirtualArrival implements Arrival {
        private final Held of;
        private final long offset;
        private final Message message;
        private @Nullable Runnable end;

        VirtualArrival(Held of, long offset, Message message) {
            this.of = of;
            this.offset = offset;
            this.message = message;
        }

        @Override
        public Shard shard() {
            return of.ledger.shard();
        }

        @Override
        public Incoming incoming() {
            return message.type().equals(UNREADABLE)
                    ? new Incoming.Unreadable("It is no message.")
                    : new Incoming.Event(message);
        }

        @Override
        public void queued() {
            end = of.ledger.queued(offset);
        }

        @Override
        public void ended() {
            node.time().note("ended", node, place(), message.id());
            Objects.requireNonNull(end, "never queued").run();
            poll.runOnContext(go -> of.open--);
        }

        @Override
        public Future<Outcome> forward(String address, Map<String, String> headers) {
            var letter = message.edit();
            headers.forEach(letter::extension);
            return group.broker().outlet(node).send(address, letter.build());
        }

        @Override
        public String place() {
            return of.seat + "@" + offset;
        }
    }
}
