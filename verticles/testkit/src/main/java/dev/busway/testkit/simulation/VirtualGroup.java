package dev.busway.testkit.simulation;

import dev.busway.bus.transport.broker.GroupWork;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A group of one address as its broker keeps it: who has which partition, and up to where each is acknowledged. A member that is silent
 * for longer than a session loses its partitions without being asked; others hand them over when the broker wants it.
 */
public final class VirtualGroup {
    private static final Duration SESSION = Duration.ofMillis(1500);
    private static final Duration LOOK = Duration.ofMillis(200);
    /** Looks from one rebalancing to the next, on average. */
    private static final int LOOKS = 8;

    private final VirtualBroker broker;
    private final List<Seat> seats = new ArrayList<>();
    private final List<VirtualMember> members = new ArrayList<>();
    private final Acknowledged acknowledged;
    private boolean restless = true;

    /** Sees what is acknowledged. */
    public interface Acknowledged {
        /** Whoever has the partition next begins there; everything before it, from the place before, must have ended. */
        void upTo(VirtualLog log, long from, long to);
    }

    /** One partition. */
    static final class Seat {
        private final VirtualLog log;
        private long committed;
        private int epoch;
        private @Nullable VirtualMember owner;
        private boolean moving;
        private long seenNanos;

        Seat(VirtualLog log) {
            this.log = log;
        }

        VirtualLog log() {
            return log;
        }

        @Override
        public String toString() {
            return log.toString();
        }
    }

    public VirtualGroup(VirtualBroker broker, String address, Acknowledged acknowledged) {
        this.broker = broker;
        this.acknowledged = acknowledged;
        broker.logs(address).forEach(log -> seats.add(new Seat(log)));
        broker.time().after(LOOK, this::look);
    }

    VirtualBroker broker() {
        return broker;
    }

    public VirtualMember join(VirtualNode node, GroupWork work, Supplier<? extends ShardLedger> ledgers) {
        VirtualMember member = new VirtualMember(node, this, work, ledgers);
        members.add(member);
        return member;
    }

    /** Moves nothing any more that need not move. */
    public void rest() {
        restless = false;
    }

    /** Whether everything that was taken is acknowledged. */
    public boolean isDone() {
        return seats.stream().allMatch(seat -> seat.committed == seat.log.end());
    }

    /** Where each partition stands, for who asks why it is not done. */
    public String standing() {
        StringBuilder standing = new StringBuilder();
        for (Seat seat : seats) {
            standing.append(seat)
                    .append(" at ")
                    .append(seat.committed)
                    .append(" of ")
                    .append(seat.log.end());
            standing.append(" of ")
                    .append(seat.owner == null ? "nobody" : seat.owner.node())
                    .append("; ");
        }
        return standing.toString();
    }

    private void look() {
        VirtualTime time = broker.time();
        members.removeIf(member -> !member.node().isAlive());
        for (Seat seat : seats) {
            VirtualMember owner = seat.owner;
            if (owner == null || owner.node().isAwake()) {
                seat.seenNanos = time.nanos();
            }
            if (owner != null && time.nanos() - seat.seenNanos > SESSION.toNanos()) {
                time.note("session over", owner.node(), seat);
                unseat(seat);
                owner.lost(seat);
            } else if (owner != null && !seat.moving && owner.isLeaving()) {
                move(seat, owner);
            } else if (owner != null && !seat.moving && restless && members.size() > 1 && time.oneIn(LOOKS)) {
                move(seat, owner);
            }
            if (seat.owner == null) {
                seat(seat);
            }
        }
        time.after(LOOK, this::look);
    }

    private void move(Seat seat, VirtualMember owner) {
        broker.time().note("hand over", owner.node(), seat);
        seat.moving = true;
        int epoch = seat.epoch;
        owner.handOver(seat, () -> broker.time().after(broker.faults().delay(), () -> {
            if (seat.epoch == epoch) {
                unseat(seat);
            }
        }));
    }

    private static void unseat(Seat seat) {
        seat.owner = null;
        seat.moving = false;
        seat.epoch++;
    }

    private void seat(Seat seat) {
        List<VirtualMember> able =
                members.stream().filter(VirtualMember::takesMore).toList();
        if (!able.isEmpty()) {
            VirtualMember owner = able.get(broker.time().random().nextInt(able.size()));
            broker.time().note("seated", owner.node(), seat, seat.committed);
            seat.owner = owner;
            seat.epoch++;
            seat.seenNanos = broker.time().nanos();
            owner.assigned(seat, seat.epoch, seat.committed);
        }
    }

    /** @param told whether it is known to be done */
    void commit(Seat seat, int epoch, long offset, Consumer<Boolean> told) {
        Faults faults = broker.faults();
        broker.time().after(faults.delay(), () -> {
            boolean counts = seat.epoch == epoch && offset > seat.committed && !faults.strike();
            if (counts) {
                broker.time().note("acknowledged", seat, offset);
                acknowledged.upTo(seat.log, seat.committed, offset);
                seat.committed = offset;
            }
            boolean heard = !faults.strike();
            broker.time().after(faults.delay(), () -> told.accept(counts && heard));
        });
    }
}
