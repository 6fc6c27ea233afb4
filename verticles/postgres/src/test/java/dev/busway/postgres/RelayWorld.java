package dev.busway.postgres;

import dev.busway.bus.Bus;
import dev.busway.bus.BusSetup;
import dev.busway.bus.Outcome;
import dev.busway.bus.Problem.Kind;
import dev.busway.bus.Style;
import dev.busway.bus.transport.broker.Outlet;
import dev.busway.config.Section;
import dev.busway.contract.ChannelSpec;
import dev.busway.contract.Delivery;
import dev.busway.message.Message;
import dev.busway.testkit.Specs;
import dev.busway.testkit.simulation.Faults;
import dev.busway.testkit.simulation.Seeds;
import dev.busway.testkit.simulation.VirtualBroker;
import dev.busway.testkit.simulation.VirtualNode;
import dev.busway.testkit.simulation.VirtualTime;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Nodes whose relays share one outbox: callers and handlers write to it, relays publish it, and each of them is killed, frozen and cut
 * off in the middle.
 */
final class RelayWorld implements Seeds.World {
    static final String OUT = "events";
    private static final Duration STORM = Duration.ofSeconds(20);
    /** Longer than the server keeps the session of a frozen node, and an idle relay waits. */
    private static final Duration THAW = Duration.ofSeconds(35);

    private static final Duration LOOK = Duration.ofSeconds(2);
    private static final int MOST_LOOKS = 40;

    private final VirtualTime time;
    private final Faults faults;
    private final VirtualBroker broker;
    private final VirtualPostgres postgres;
    private final Transports transports;
    private final ChannelSpec out = Specs.pointToPoint(OUT)
            .delivery(Delivery.AT_LEAST_ONCE)
            .transport("fake")
            .build();
    private final List<RelayWriter> running = new ArrayList<>();
    private int started;

    /** How a node hands a message to the broker: by its outlet, or by something worse. */
    interface Transports {
        Future<Outcome> send(Outlet outlet, Message message);
    }

    RelayWorld(long seed, Flaw flaw) {
        this(seed, flaw, (outlet, message) -> outlet.send(OUT, message));
    }

    RelayWorld(long seed, Flaw flaw, Transports transports) {
        this.transports = transports;
        this.time = new VirtualTime(seed);
        this.faults = new Faults(time);
        this.broker = new VirtualBroker(time, faults).address(OUT, 2);
        this.postgres = new VirtualPostgres(time, faults, flaw);
        postgres.tables.struck = row -> {
            if (!isPublished(row.id())) {
                time.fail("struck out and never sent: " + row.id());
            }
        };
        int nodes = 1 + time.random().nextInt(3);
        for (int i = 0; i < nodes; i++) {
            start();
        }
        callers(time.random().nextInt(30), 1 + time.random().nextInt(4));
        int keys = 1 + time.random().nextInt(3);
        for (int i = 0; i < keys; i++) {
            handler("h" + i, 0, time.random().nextInt(12));
        }
    }

    @Override
    public VirtualTime time() {
        return time;
    }

    private void start() {
        VirtualNode node = new VirtualNode(time, "n" + ++started);
        Vertx vertx = node.vertx();
        Outlet outlet = broker.outlet(node);
        FakeTransport transport = new FakeTransport();
        transport.fault = one -> one.message().type().equals("never")
                ? Future.succeededFuture(Outcome.refused(Kind.INVALID, "As the seed wants it.", ""))
                : transports.send(outlet, one.message());
        BusSetup setup = new BusSetup(
                node.toString(),
                List.of(Specs.contract(List.of(out))),
                List.of(transport),
                Optional.empty(),
                new CompositeMeterRegistry(),
                Optional.of(new NoGroups(node.toString())));
        Bus bus = Bus.open(vertx, setup).result();
        PostgresOptions options = PostgresOptions.from(
                new Section("postgres", Map.of("batch", 1 + time.random().nextInt(12))));
        Pool pool = postgres.pool(node);
        Database database = new Database(vertx, options, pool, (name, settings) -> postgres.connect(node), time::nanos);
        Marks marks = new Marks(vertx, pool, time::nanos);
        Destinations destinations = new Destinations(bus, options.farthest());
        Relay relay = new Relay(vertx, options, database, bus, destinations, marks);
        OutboxRing ring = new OutboxRing(pool);
        relay.looks(look -> ring.now(look.part()));
        postgres.listen(node, relay::wake);
        relay.wake();
        running.add(new RelayWriter(node, time, pool, bus, marks, relay));
    }

    /** Each in a transaction of its own, which may last, and be rolled back; of one key several at a time. */
    private void callers(int many, int keys) {
        for (int i = 0; i < many; i++) {
            String key = "c" + time.random().nextInt(keys);
            List<Outgoing> messages = messages(key + "-" + i, key, time.oneIn(15) ? "never" : "event");
            boolean commits = !time.oneIn(8);
            Duration lasts = time.upTo(Duration.ofMillis(time.oneIn(4) ? 6000 : 20));
            time.after(time.upTo(STORM), () -> {
                RelayWriter writer = awake();
                if (writer != null) {
                    writer.call(messages, lasts, commits);
                }
            });
        }
    }

    /** One handled message after the other, as the inbox lets those of a key. */
    private void handler(String key, int number, int last) {
        time.after(time.upTo(Duration.ofMillis(time.oneIn(3) ? 4000 : 50)), () -> {
            RelayWriter writer = awake();
            if (writer == null || faults.isOver() || number > last) {
                if (number <= last && !faults.isOver()) {
                    handler(key, number, last);
                }
                return;
            }
            Duration lasts = time.upTo(Duration.ofMillis(time.oneIn(4) ? 5000 : 20));
            writer.handle(messages(key + "-" + number, key, "event"), lasts, () -> handler(key, number + 1, last));
        });
    }

    private List<Outgoing> messages(String id, String key, String type) {
        List<Outgoing> messages = new ArrayList<>();
        for (int i = 0; i < 3 && (i == 0 || time.oneIn(3)); i++) {
            Message message = Message.builder(type)
                    .id(id + "." + i)
                    .key(key)
                    .payload(new JsonObject())
                    .build();
            messages.add(Outgoing.of(OUT, Style.SEND, message));
        }
        return messages;
    }

    private @Nullable RelayWriter awake() {
        List<RelayWriter> awake =
                running.stream().filter(one -> one.node().isAwake()).toList();
        return awake.isEmpty() ? null : awake.get(time.random().nextInt(awake.size()));
    }

    @Override
    public void run() {
        boolean quiet = !faults.rages();
        time.after(time.upTo(Duration.ofSeconds(1)), this::befall);
        time.run(STORM);
        faults.end();
        time.run(THAW);
        for (int i = 0; i < MOST_LOOKS && !isQuiet(); i++) {
            time.run(LOOK);
        }
        if (!isQuiet()) {
            time.fail("not at rest: " + postgres.tables.outbox.values());
        }
        time.run(LOOK);
        books(quiet);
        time.check();
    }

    private boolean isQuiet() {
        return postgres.leases.isEmpty()
                && postgres.tables.outbox.values().stream().allMatch(row -> row.state() == 2);
    }

    private void books(boolean quiet) {
        List<String> all = new ArrayList<>();
        broker.logs(OUT).forEach(log -> log.messages().forEach(message -> all.add(message.id())));
        Set<String> first = new LinkedHashSet<>(all);
        if (quiet && first.size() < all.size()) {
            time.fail("published twice though nothing befell anybody: " + all);
        }
        Set<String> kept = new HashSet<>();
        postgres.tables.outbox.values().forEach(row -> kept.add(row.id()));
        Map<String, List<String>> wanted = new LinkedHashMap<>();
        for (VirtualTables.Out row : postgres.tables.accepted) {
            if (!kept.contains(row.id())) {
                wanted.computeIfAbsent(row.sequence(), fresh -> new ArrayList<>())
                        .add(row.id());
            }
        }
        Map<String, List<String>> got = new HashMap<>();
        for (String id : first) {
            got.computeIfAbsent(OUT + "\n" + id.substring(0, id.indexOf('-')), fresh -> new ArrayList<>())
                    .add(id);
        }
        wanted.forEach((sequence, ids) -> {
            List<String> came = got.getOrDefault(sequence, List.of());
            if (!new HashSet<>(came).containsAll(ids)) {
                time.fail("lost: of " + ids + " only " + came + " came");
            } else if (!came.equals(ids)) {
                time.fail("committed as " + ids + " and published as " + came);
            }
        });
        if (wanted.values().stream().mapToInt(List::size).sum() != first.size()) {
            time.fail("published what nobody committed: " + first);
        }
    }

    private boolean isPublished(String id) {
        return broker.logs(OUT).stream().anyMatch(log -> log.messages().stream()
                .anyMatch(message -> message.id().equals(id)));
    }

    private void befall() {
        running.removeIf(one -> !one.node().isAlive());
        if (faults.isOver()) {
            return;
        }
        if (!running.isEmpty() && faults.rages()) {
            RelayWriter one = running.get(time.random().nextInt(running.size()));
            if (time.oneIn(2)) {
                one.node().crash();
                time.after(time.upTo(Duration.ofSeconds(3)), this::start);
            } else {
                one.node().freeze(time.upTo(Duration.ofSeconds(time.oneIn(4) ? 30 : 3)));
            }
        }
        time.after(time.upTo(Duration.ofSeconds(3)), this::befall);
    }
}
