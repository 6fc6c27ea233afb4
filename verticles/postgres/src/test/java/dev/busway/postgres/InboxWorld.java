package dev.busway.postgres;

import dev.busway.bus.Bus;
import dev.busway.bus.BusSetup;
import dev.busway.bus.MessageHandler;
import dev.busway.bus.Outcome;
import dev.busway.bus.Problem;
import dev.busway.bus.Problem.Kind;
import dev.busway.bus.ProblemException;
import dev.busway.bus.transport.DeadLetter;
import dev.busway.bus.transport.Receiver;
import dev.busway.bus.transport.broker.Backoff;
import dev.busway.bus.transport.broker.Ending;
import dev.busway.bus.transport.broker.GroupWork;
import dev.busway.bus.transport.broker.Outlet;
import dev.busway.bus.transport.broker.ParkedKeys;
import dev.busway.bus.transport.broker.Replay;
import dev.busway.codec.FrameCodec;
import dev.busway.config.Section;
import dev.busway.contract.ChannelSpec;
import dev.busway.contract.Delivery;
import dev.busway.message.Message;
import dev.busway.testkit.Specs;
import dev.busway.testkit.simulation.ContiguousLedger;
import dev.busway.testkit.simulation.Faults;
import dev.busway.testkit.simulation.Seeds;
import dev.busway.testkit.simulation.VirtualBroker;
import dev.busway.testkit.simulation.VirtualGroup;
import dev.busway.testkit.simulation.VirtualLetters;
import dev.busway.testkit.simulation.VirtualLog;
import dev.busway.testkit.simulation.VirtualMember;
import dev.busway.testkit.simulation.VirtualNode;
import dev.busway.testkit.simulation.VirtualTime;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/** Nodes whose handlers write to one database and send on: the inbox, whole, behind a real group, on a simulated server. */
final class InboxWorld implements Seeds.World {
    static final String EFFECT = "insert into effect (id) values ($1)";
    static final String BAD = "select 1 / 0";
    private static final String IN = "orders";
    private static final String DEAD = "orders.dead";
    private static final String OUT = "events";
    private static final Duration STORM = Duration.ofSeconds(8);
    private static final Duration THAW = Duration.ofSeconds(5);
    private static final Duration SWEEP = Duration.ofSeconds(1);
    private static final long SENDING_NANOS = 10_000_000_000L;
    private static final int MOST_ROUNDS = 60;

    private final VirtualTime time;
    private final Faults faults;
    private final VirtualBroker broker;
    private final VirtualPostgres postgres;
    private final VirtualGroup group;
    private final VirtualLetters letters;
    private final ChannelSpec in;
    private final ChannelSpec out = Specs.pointToPoint(OUT)
            .delivery(Delivery.AT_LEAST_ONCE)
            .transport("fake")
            .build();
    private final Map<String, String> sent = new LinkedHashMap<>();
    private final Map<String, Integer> ill = new HashMap<>();
    private final List<Running> running = new ArrayList<>();
    private final Inboxes inboxes;
    private boolean mended;
    private int started;
    private int replays;

    private record Running(VirtualNode node, VirtualMember member, GroupWork work) {}

    /** How a node handles what comes: by the inbox, or by something worse. */
    interface Inboxes {
        Future<Outcome> handle(Handling handling, InboxKey key, Message message, MessageHandler handler);
    }

    InboxWorld(long seed) {
        this(seed, Handling::handle);
    }

    InboxWorld(long seed, Inboxes inboxes) {
        this.inboxes = inboxes;
        this.time = new VirtualTime(seed);
        this.faults = new Faults(time);
        var random = time.random();
        this.broker =
                new VirtualBroker(time, faults).address(IN, 2).address(DEAD, 1).address(OUT, 2);
        this.postgres = new VirtualPostgres(time, faults);
        this.letters = new VirtualLetters(broker, DEAD);
        this.in = Specs.pointToPoint(IN)
                .delivery(Delivery.EFFECTIVELY_ONCE)
                .transport("fake")
                .retry(1 + random.nextInt(3), Duration.ofMillis(20), Duration.ofSeconds(1))
                .deadLetter(DEAD)
                .maxInFlight(1 + random.nextInt(8))
                .build();
        this.group = new VirtualGroup(broker, IN, this::acknowledged);
        int nodes = 1 + random.nextInt(3);
        for (int i = 0; i < nodes; i++) {
            start();
        }
        messages(3 + random.nextInt(25), 1 + random.nextInt(6));
        time.after(SWEEP, this::sweep);
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
            Message message = Message.builder("order")
                    .id("k" + key + "." + number)
                    .key("k" + key)
                    .payload(new JsonObject().put("number", number))
                    .build();
            sent.put(message.id(), "k" + key);
            if (time.oneIn(4)) {
                ill.put(message.id(), time.random().nextInt(5));
            }
            Duration at = STORM.multipliedBy(number).dividedBy(hurry * many);
            time.after(at, () -> broker.append(IN, message));
            if (time.oneIn(5)) {
                time.after(at.plus(time.upTo(Duration.ofSeconds(2))), () -> broker.append(IN, message));
            }
        }
    }

    private void start() {
        VirtualNode node = new VirtualNode(time, "n" + ++started);
        ContextInternal context = node.context();
        Vertx vertx = node.vertx();
        Outlet outlet = broker.outlet(node);
        FakeTransport transport = new FakeTransport();
        transport.fault = one -> outlet.send(one.channel(), one.message());
        Bus bus = Bus.open(
                        vertx,
                        new BusSetup(
                                node.toString(),
                                List.of(Specs.contract(List.of(out))),
                                List.of(transport),
                                Optional.empty(),
                                new CompositeMeterRegistry(),
                                Optional.of(new NoGroups(node.toString()))))
                .result();
        PostgresOptions options = PostgresOptions.from(
                new Section("postgres", Map.of("pool", 1 + time.random().nextInt(3), "handling", "5s")));
        Pool pool = postgres.pool(node);
        Database database = new Database(vertx, options, pool, (name, settings) -> postgres.connect(node), time::nanos);
        Marks marks = new Marks(vertx, pool, time::nanos);
        Destinations destinations = new Destinations(bus, options.farthest());
        Relay relay = new Relay(vertx, options, database, bus, destinations, marks);
        AfterCommit after = new AfterCommit(
                bus,
                marks,
                new Waiters(vertx, new OperationRows(pool), options, id -> {}),
                relay,
                new Schedule(vertx, pool, relay),
                time::nanos);
        Handling handling = new Handling(new Units(vertx, options, database, destinations, after));
        Receiver receiver = receiver(node, context, handling);
        Backoff backoff = new Backoff(in.retry(), new Random(time.random().nextLong()));
        Ending ending = new Ending(vertx, in, in.group(), receiver, outlet, backoff);
        GroupWork work =
                new GroupWork(context, in, receiver, ending, backoff, ParkedKeys.of(in, in.group(), letters.box(node)));
        running.add(new Running(node, group.join(node, work, ContiguousLedger::new), work));
    }

    private Receiver receiver(VirtualNode node, ContextInternal context, Handling handling) {
        InboxKey key = new InboxKey(in.group(), IN);
        ContextInternal handlers = node.context();
        return new Receiver() {
            @Override
            public Future<Outcome> receive(Message message) {
                var told = context.<Outcome>promise();
                handlers.emit(go -> inboxes.handle(handling, key, message, InboxWorld.this::handle)
                        .onComplete(told));
                return told.future();
            }

            @Override
            public Future<Void> giveUp(Message message, Problem problem) {
                return handling.giveUp(key, message, problem);
            }
        };
    }

    /** Two statements, one message that goes out, and whatever ails the message. */
    private Future<?> handle(Message message, dev.busway.bus.Work work) {
        int kind = mended ? -1 : ill.getOrDefault(message.id(), -1);
        Message event = Message.builder("event")
                .id("e-" + message.id())
                .key(message.key().orElseThrow())
                .build();
        return work.sql()
                .preparedQuery(EFFECT)
                .execute(Tuple.of(message.id()))
                .compose(done -> work.send(OUT, event))
                .compose(done -> switch (kind) {
                    case 0 ->
                        work.sql().preparedQuery(BAD).execute(Tuple.tuple()).mapEmpty();
                    case 1 -> Future.failedFuture(new ProblemException(Kind.BROKEN, "As the seed wants it.", ""));
                    case 2 ->
                        time.oneIn(2)
                                ? Future.failedFuture(new ProblemException(Kind.TIMEOUT, "As the seed wants it.", ""))
                                : Future.succeededFuture();
                    default -> Future.succeededFuture();
                });
    }

    private void acknowledged(VirtualLog log, long from, long to) {
        Set<String> buried = new HashSet<>();
        broker.logs(DEAD).get(0).messages().forEach(letter -> buried.add(letter.id()));
        for (Message message : log.messages().subList((int) from, (int) to)) {
            if (!Replay.is(message)
                    && !buried.contains(message.id())
                    && !postgres.tables.effects.contains(message.id())) {
                time.fail("acknowledged past " + message.id() + ", which has not ended");
            }
        }
    }

    /** In the relay's place: what dead nodes left, and what had to wait its turn. */
    private void sweep() {
        Set<String> held = new HashSet<>();
        for (VirtualTables.Out row : List.copyOf(postgres.tables.outbox.values())) {
            boolean straight = row.state() == 0 && time.nanos() - row.createdNanos() < SENDING_NANOS;
            if (straight) {
                held.add(row.key());
            }
        }
        for (VirtualTables.Out row : List.copyOf(postgres.tables.outbox.values())) {
            if (!held.contains(row.key())) {
                broker.append(row.channel(), FrameCodec.decode(row.frame()));
                postgres.tables.outbox.remove(row.seq());
            }
        }
        time.after(SWEEP, this::sweep);
    }

    @Override
    public void run() {
        time.after(time.upTo(Duration.ofSeconds(1)), this::befall);
        time.run(STORM);
        faults.end();
        group.rest();
        mended = true;
        time.run(THAW);
        for (int i = 0; i < MOST_ROUNDS && !isQuiet(); i++) {
            if (group.isDone()) {
                replay();
            }
            time.run(SWEEP);
        }
        time.run(THAW);
        if (!isQuiet()) {
            time.fail(
                    "not at rest: " + group.standing() + letters.all().size() + " letters, " + postgres.tables.outbox);
        }
        books();
        time.check();
    }

    private boolean isQuiet() {
        return group.isDone() && letters.all().isEmpty() && postgres.tables.outbox.isEmpty();
    }

    private void books() {
        Set<String> once = new LinkedHashSet<>();
        for (String id : postgres.tables.effects) {
            if (!once.add(id)) {
                time.fail("took effect twice: " + id);
            }
        }
        Map<String, Integer> last = new HashMap<>();
        List<String> published = new ArrayList<>();
        broker.logs(OUT).forEach(log -> log.messages().forEach(event -> published.add(event.id())));
        inOrder("effect", once, last);
        inOrder(
                "event",
                new LinkedHashSet<>(published)
                        .stream().map(id -> id.substring(2)).toList(),
                new HashMap<>());
        sent.forEach((id, key) -> {
            if (!once.contains(id)) {
                time.fail("lost: " + id);
            }
            if (!published.contains("e-" + id)) {
                time.fail("never sent on: " + id);
            }
        });
        for (Running one : running) {
            if (one.node().isAlive() && one.work().held() > 0) {
                time.fail(one.node() + " still holds " + one.work().held());
            }
        }
    }

    private void inOrder(String what, Iterable<String> ids, Map<String, Integer> last) {
        for (String id : ids) {
            int number = Integer.parseInt(id.substring(id.indexOf('.') + 1));
            Integer before = last.put(sent.getOrDefault(id, ""), number);
            if (before != null && before > number) {
                time.fail(what + " of " + id + " after that of " + before);
            }
        }
    }

    private void replay() {
        Set<String> keys = new LinkedHashSet<>();
        for (DeadLetter letter : letters.all()) {
            keys.add(letter.key().orElseThrow());
        }
        keys.forEach(key -> broker.append(
                IN,
                Replay.ofSequence(in.group(), key)
                        .edit()
                        .id("replay-" + ++replays)
                        .build()));
    }

    private void befall() {
        running.removeIf(one -> !one.node().isAlive());
        if (faults.isOver()) {
            return;
        }
        if (!running.isEmpty() && faults.rages()) {
            Running one = running.get(time.random().nextInt(running.size()));
            if (time.oneIn(2)) {
                one.node().crash();
                time.after(time.upTo(Duration.ofSeconds(2)), this::start);
            } else {
                one.node().freeze(time.upTo(Duration.ofSeconds(4)));
            }
        }
        time.after(time.upTo(Duration.ofMillis(1500)), this::befall);
    }
}
