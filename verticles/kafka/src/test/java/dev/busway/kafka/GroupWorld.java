package dev.busway.kafka;

import dev.busway.bus.Outcome;
import dev.busway.bus.Problem;
import dev.busway.bus.transport.DeadLetter;
import dev.busway.bus.transport.Receiver;
import dev.busway.bus.transport.broker.Backoff;
import dev.busway.bus.transport.broker.Ending;
import dev.busway.bus.transport.broker.GroupWork;
import dev.busway.bus.transport.broker.Outlet;
import dev.busway.bus.transport.broker.ParkedKeys;
import dev.busway.bus.transport.broker.Replay;
import dev.busway.contract.ChannelSpec;
import dev.busway.contract.Delivery;
import dev.busway.contract.Retry;
import dev.busway.message.Message;
import dev.busway.testkit.Specs;
import dev.busway.testkit.simulation.Faults;
import dev.busway.testkit.simulation.Seeds;
import dev.busway.testkit.simulation.ShardLedger;
import dev.busway.testkit.simulation.VirtualBroker;
import dev.busway.testkit.simulation.VirtualGroup;
import dev.busway.testkit.simulation.VirtualLetters;
import dev.busway.testkit.simulation.VirtualLog;
import dev.busway.testkit.simulation.VirtualMember;
import dev.busway.testkit.simulation.VirtualNode;
import dev.busway.testkit.simulation.VirtualTime;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Some nodes, one group, one topic with partitions, some messages, and what may befall them. The nodes' {@link GroupWork}, {@link Ending},
 * {@link ParkedKeys} and {@link OffsetLedger} are the real ones.
 */
final class GroupWorld implements Seeds.World {
    private static final String TOPIC = "orders";
    private static final String DEAD = "orders.dead";
    private static final Duration STORM = Duration.ofSeconds(8);
    private static final Duration REPLAY_EVERY = Duration.ofSeconds(1);
    /** Longer than any freeze. */
    private static final Duration THAW = Duration.ofSeconds(5);

    private static final int MOST_REPLAYS = 120;

    final VirtualTime time;
    final Expectations expected;
    private final Faults faults;
    private final VirtualBroker broker;
    private final VirtualLetters letters;
    private final VirtualGroup group;
    private final ChannelSpec spec;
    private final Supplier<? extends ShardLedger> ledgers;
    private final UnaryOperator<Outlet> outlets;
    private final List<Running> running = new ArrayList<>();
    private final int nodes;
    private int started;
    private int replays;

    private record Running(VirtualNode node, GroupWork work, VirtualMember member) {}

    GroupWorld(long seed) {
        this(seed, PartitionLedger::new, UnaryOperator.identity());
    }

    /** @param outlets how nodes write dead letters */
    GroupWorld(long seed, Supplier<? extends ShardLedger> ledgers, UnaryOperator<Outlet> outlets) {
        this.time = new VirtualTime(seed);
        this.ledgers = ledgers;
        this.outlets = outlets;
        this.faults = new Faults(time);
        var random = time.random();
        int partitions = 1 + random.nextInt(3);
        this.broker = new VirtualBroker(time, faults).address(TOPIC, partitions).address(DEAD, 1);
        this.letters = new VirtualLetters(broker, DEAD);
        this.nodes = 1 + random.nextInt(3);
        Specs specs = Specs.pointToPoint(TOPIC)
                .delivery(Delivery.AT_LEAST_ONCE)
                .shards(partitions)
                .retry(1 + random.nextInt(4), Duration.ofMillis(10), Duration.ofMillis(500))
                .deadLetter(DEAD)
                .maxInFlight(1 + random.nextInt(6));
        this.spec = (time.oneIn(3) ? specs.parkMessages() : specs).build();
        this.expected = new Expectations(time, spec);
        this.group = new VirtualGroup(broker, TOPIC, this::acknowledged);
        for (int i = 0; i < nodes; i++) {
            start();
        }
        messages(4 + random.nextInt(30), 1 + random.nextInt(4));
    }

    @Override
    public VirtualTime time() {
        return time;
    }

    private void messages(int many, int keys) {
        int[] numbers = new int[keys];
        long hurry = 2L << time.random().nextInt(6);
        for (int i = 0; i < many; i++) {
            int key = time.random().nextInt(keys);
            int number = numbers[key]++;
            Message message = Message.builder(time.oneIn(25) ? VirtualMember.UNREADABLE : "order")
                    .id("k" + key + "." + number)
                    .key("k" + key)
                    .payload(new JsonObject().put("number", number))
                    .build();
            expected.sent(message);
            // Of a key in order; who sends may send twice.
            Duration at = STORM.multipliedBy(number).dividedBy(hurry * many);
            time.after(at, () -> broker.append(TOPIC, message));
            if (time.oneIn(10)) {
                time.after(at, () -> broker.append(TOPIC, message));
            }
        }
    }

    private void start() {
        VirtualNode node = new VirtualNode(time, "n" + ++started);
        ContextInternal context = node.context();
        Backoff backoff = new Backoff(spec.retry(), new Random(time.random().nextLong()));
        Receiver handler = expected.handler(node, context);
        Ending ending =
                new Ending(node.vertx(), spec, spec.group(), handler, outlets.apply(broker.outlet(node)), backoff);
        GroupWork work = new GroupWork(
                context, spec, handler, ending, backoff, ParkedKeys.of(spec, spec.group(), letters.box(node)));
        time.note("start", node);
        running.add(new Running(node, work, group.join(node, work, ledgers)));
    }

    private void acknowledged(VirtualLog log, long from, long to) {
        Set<String> buried = new HashSet<>();
        broker.logs(DEAD).get(0).messages().forEach(letter -> buried.add(letter.id()));
        for (Message message : log.messages().subList((int) from, (int) to)) {
            if (!Replay.is(message) && !expected.tookEffect(message) && !buried.contains(message.id())) {
                time.fail("acknowledged past " + message.id() + ", which has not ended");
            }
        }
    }

    @Override
    public void run() {
        time.after(time.upTo(Duration.ofSeconds(1)), this::befall);
        time.run(STORM);
        faults.end();
        group.rest();
        expected.mended();
        time.run(THAW);
        for (int i = 0; i < MOST_REPLAYS && !(group.isDone() && letters.all().isEmpty()); i++) {
            if (group.isDone()) {
                replay();
            }
            time.run(REPLAY_EVERY);
        }
        if (!group.isDone()) {
            time.fail("not everything is acknowledged: " + group.standing());
        }
        if (!letters.all().isEmpty()) {
            time.fail("letters that a replay leaves: " + letters.all().size());
        }
        for (Running one : running) {
            if (one.node().isAlive() && one.work().held() > 0) {
                time.fail(one.node() + " still holds " + one.work().held());
            }
        }
        expected.check();
        time.check();
    }

    private void replay() {
        Set<String> keys = new LinkedHashSet<>();
        List<String> gone = new ArrayList<>();
        for (DeadLetter letter : letters.all()) {
            if (letter.message().isEmpty()) {
                gone.add(letter.id());
            } else if (spec.retry().park() == Retry.Park.SEQUENCE) {
                keys.add(letter.key().orElseThrow());
            } else {
                broker.append(TOPIC, Replay.ofMessage(letter));
                gone.add(letter.id());
            }
        }
        letters.remove(gone);
        keys.forEach(key -> broker.append(
                TOPIC,
                Replay.ofSequence(spec.group(), key)
                        .edit()
                        .id("replay-" + ++replays)
                        .build()));
    }

    /** One thing befalls one node, and then the next. */
    private void befall() {
        running.removeIf(one -> !one.node().isAlive());
        if (faults.isOver()) {
            return;
        }
        if (!running.isEmpty() && faults.rages()) {
            Running one = running.get(time.random().nextInt(running.size()));
            switch (time.random().nextInt(4)) {
                case 0 -> crash(one, time.upTo(Duration.ofSeconds(2)));
                case 1, 2 -> one.node().freeze(time.upTo(Duration.ofSeconds(4)));
                default -> {
                    one.member().leave();
                    time.after(Duration.ofSeconds(3), () -> crash(one, Duration.ofMillis(1)));
                }
            }
        }
        time.after(time.upTo(Duration.ofMillis(1500)), this::befall);
    }

    private void crash(Running one, Duration again) {
        if (one.node().isAlive()) {
            one.node().crash();
            time.after(again, this::start);
        }
    }

    static Outcome refused(Problem.Kind kind) {
        return Outcome.refused(kind, "As the seed wants it.", "");
    }
}
