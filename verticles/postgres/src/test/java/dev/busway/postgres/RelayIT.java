package dev.busway.postgres;

import static dev.busway.postgres.TestNode.get;
import static dev.busway.postgres.TestNode.order;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.busway.bus.MessageHandler;
import dev.busway.bus.Outcome;
import dev.busway.bus.Problem.Kind;
import dev.busway.bus.ProblemException;
import dev.busway.bus.store.Operation;
import dev.busway.message.Message;
import dev.busway.testkit.TestPostgres;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Transaction;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RelayIT {
    private static final Duration SOON = Duration.ofSeconds(30);

    private TestPostgres database;
    private FakeTransport transport;
    private TestNode node;
    private Pool callers;

    @BeforeEach
    void start() {
        database = database();
        transport = new FakeTransport();
        node = TestNode.on(database, transport, Map.of());
        get(node.store.relay().orElseThrow().switchTo(engine()));
        callers = PgBuilder.pool()
                .with(new PoolOptions().setMaxSize(20))
                .connectingTo(new PgConnectOptions()
                        .setHost(database.host())
                        .setPort(database.port())
                        .setDatabase(database.database())
                        .setUser(database.user())
                        .setPassword(database.password()))
                .using(node.vertx)
                .build();
    }

    /** The suite that every engine passes. */
    String engine() {
        return "poll";
    }

    TestPostgres database() {
        return TestPostgres.freshDatabase();
    }

    @AfterEach
    void stop() {
        transport.fault = FakeTransport.TAKEN;
        get(callers.close());
        get(node.store.relay().orElseThrow().switchTo("poll"));
        node.close();
    }

    @Test
    void an_accepted_message_is_relayed_handled_and_its_waiter_woken_on_another_node() {
        try (TestNode other = TestNode.on(database, transport, Map.of())) { // it may be the one that relays
            get(node.bus
                    .channel("orders")
                    .handle("cook", (message, work) -> Future.succeededFuture(message.reply("done"))));
            Message order = order("k");
            Promise<Object> gate = Promise.promise();
            transport.fault = sent -> gate.future().map(Outcome.delivered());
            assertThat(get(node.store.accept(TestNode.ORDERS, order))).isEqualTo(new Outcome.Accepted(order.id()));
            Future<Optional<Operation>> waiting = other.store.operations().await(order.id(), Duration.ofSeconds(30));
            gate.complete();

            assertThat(get(waiting).orElseThrow().state()).isEqualTo(Operation.State.FINISHED);
            assertThat(get(node.store.accept(TestNode.ORDERS, order))).isInstanceOf(Outcome.Repeated.class);
            Message body = order.edit().payload(order("other").payload()).build();
            assertThat(get(node.store.accept(TestNode.ORDERS, body)).problem())
                    .satisfies(problem ->
                            assertThat(Objects.requireNonNull(problem).kind()).isEqualTo(Kind.CONFLICT));
        }
    }

    @Test
    void the_same_message_accepted_at_once_by_many_is_relayed_once() {
        Message order = order("k");
        List<Future<Outcome>> all = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            all.add(node.store.accept(TestNode.ORDERS, order));
        }

        assertThat(get(Future.all(all)).<Outcome>list()).containsOnly(new Outcome.Accepted(order.id()));
        await().atMost(SOON).until(() -> node.count("busway.outbox") == 0);
        assertThat(transport.ids()).containsExactly(order.id());
    }

    @Test
    void a_transaction_that_commits_last_with_the_lowest_number_is_neither_skipped_nor_put_first() {
        SqlConnection slow = get(callers.getConnection());
        SqlConnection quick = get(callers.getConnection());
        Transaction slowTransaction = get(slow.begin());
        Message first = order("k");
        Message second = order("k");
        Message other = order("another");
        get(Outbox.of(node.vertx).send(slow, "kitchen", first));
        get(Outbox.of(node.vertx).publish(slow, "events", other));
        Transaction quickTransaction = get(quick.begin());
        get(Outbox.of(node.vertx).send(quick, "kitchen", second));
        get(quickTransaction.commit());
        await().atMost(SOON).until(() -> transport.ids().equals(List.of(second.id())));

        get(slowTransaction.commit());

        await().atMost(SOON).until(() -> transport.log.size() == 3);
        assertThat(transport.on("kitchen")).extracting(FakeTransport.Sent::id).containsExactly(second.id(), first.id());
        get(Future.all(slow.close(), quick.close()));
    }

    @Test
    void a_message_of_a_transaction_that_rolls_back_is_never_sent() {
        SqlConnection caller = get(callers.getConnection());
        Transaction transaction = get(caller.begin());
        get(Outbox.of(node.vertx).send(caller, "kitchen", order("k")));
        assertThatThrownBy(() -> get(Outbox.of(node.vertx).send(caller, "nowhere", order("k"))))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        refused -> assertThat(refused.problem().kind()).isEqualTo(Kind.UNKNOWN_CHANNEL));
        get(transaction.rollback());
        get(caller.close());
        Message marker = order("k");
        get(node.store.enqueue(TestNode.KITCHEN, marker));

        await().atMost(SOON).until(() -> transport.ids().contains(marker.id()));
        assertThat(transport.ids()).containsExactly(marker.id());
    }

    @Test
    void hundreds_of_concurrent_transactions_are_relayed_once_each_in_commit_order_per_key() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        node.sql("create table counters (key text primary key, n int not null default 0)");
        node.sql("create table numbered (id text primary key, key text not null, n int not null)");
        node.sql("insert into counters (key) select 'k' || k from generate_series(0, 7) k");
        try (TestNode second = TestNode.on(database, transport, Map.of("batch", 7))) {
            transport.fault = sent -> late(node, random.nextInt(3));
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < 400; i++) {
                all.add(transaction("k" + random.nextInt(8), random.nextInt(10), random.nextInt(6), random.nextInt(6)));
            }
            get(Future.join(all));

            await().atMost(Duration.ofSeconds(60)).until(() -> node.count("busway.outbox") == 0);
            assertThat(second.transport).isSameAs(transport);
        }
        Map<String, List<String>> wanted = new HashMap<>();
        node.sql("select key, id from numbered order by key, n")
                .forEach(row -> wanted.computeIfAbsent(row.getString(0), key -> new ArrayList<>())
                        .add(row.getString(1)));
        Map<String, List<String>> relayed = new HashMap<>();
        transport.log.forEach(sent ->
                relayed.computeIfAbsent(sent.key(), key -> new ArrayList<>()).add(sent.id()));
        assertThat(relayed).as("seed " + seed).isEqualTo(wanted);
    }

    /** Sends before, between or after what locks its key; every tenth rolls back. */
    private Future<?> transaction(String key, int dice, int before, int after) {
        Message message = order(key);
        return callers.getConnection().compose(caller -> caller.begin().compose(transaction -> {
            Future<Void> sent =
                    dice % 2 == 0 ? Outbox.of(node.vertx).send(caller, "kitchen", message) : Future.succeededFuture();
            return sent.compose(done -> node.vertx.timer(before + 1))
                    .compose(done -> caller.preparedQuery(
                                    "with c as (update counters set n = n + 1 where key = $1 returning key, n)"
                                            + " insert into numbered select $2, key, n from c")
                            .execute(Tuple.of(key, message.id())))
                    .compose(done -> node.vertx.timer(after + 1))
                    .compose(done -> dice % 2 == 0
                            ? Future.succeededFuture()
                            : Outbox.of(node.vertx).send(caller, "kitchen", message))
                    .compose(done -> dice == 9 ? transaction.rollback() : transaction.commit())
                    .onComplete(done -> caller.close());
        }));
    }

    private static Future<Outcome> late(TestNode node, int millis) {
        return node.vertx.timer(millis + 1).map(Outcome.delivered());
    }

    @Test
    void a_relay_that_is_killed_in_the_middle_of_its_batch_leaves_nothing_behind() {
        TestPostgres another = database();
        FakeTransport dying = new FakeTransport();
        AtomicInteger taken = new AtomicInteger();
        // Takes each message and never says so: what a kill between publish and mark looks like.
        dying.fault = sent -> {
            transport.log.add(sent);
            taken.incrementAndGet();
            return taken.get() > 20 ? Promise.<Outcome>promise().future() : Future.succeededFuture(Outcome.delivered());
        };
        TestNode doomed = TestNode.on(another, dying, Map.of("batch", 50));
        get(doomed.store.relay().orElseThrow().switchTo(engine()));
        List<String> ids = new ArrayList<>();
        List<Future<?>> all = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            Message message = order("k" + i % 20);
            ids.add(message.id());
            all.add(doomed.store.enqueue(TestNode.KITCHEN, message));
            if (all.size() == 20) {
                get(Future.join(all));
                all.clear();
            }
        }
        await().atMost(SOON).until(() -> taken.get() > 20);
        get(doomed.vertx.close());

        try (TestNode heir = TestNode.on(another, transport, Map.of())) {
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> heir.count("busway.outbox") == 0
                            && new LinkedHashSet<>(transport.ids()).size() == ids.size());
            get(heir.store.relay().orElseThrow().switchTo("poll"));
        }

        assertThat(new LinkedHashSet<>(transport.ids())).containsExactlyInAnyOrderElementsOf(ids);
        assertThat(firstTimes()).allSatisfy((key, order) -> assertThat(order).isEqualTo(stored(ids, key)));
    }

    private static List<String> stored(List<String> ids, String key) {
        List<String> mine = new ArrayList<>();
        int number = Integer.parseInt(key.substring(1));
        for (int i = number; i < ids.size(); i += 20) {
            mine.add(ids.get(i));
        }
        return mine;
    }

    private Map<String, List<String>> firstTimes() {
        Map<String, LinkedHashSet<String>> seen = new HashMap<>();
        synchronized (transport.log) {
            transport.log.forEach(sent -> seen.computeIfAbsent(sent.key(), key -> new LinkedHashSet<>())
                    .add(sent.id()));
        }
        Map<String, List<String>> lists = new HashMap<>();
        seen.forEach((key, ids) -> lists.put(key, List.copyOf(ids)));
        return lists;
    }

    @Test
    void a_key_that_cannot_be_sent_holds_up_no_other_and_keeps_its_order() {
        AtomicInteger refusals = new AtomicInteger();
        transport.fault = sent ->
                sent.key().equals("bad") && (refusals.incrementAndGet() < 5 || transport.log.size() < 5)
                        ? Future.succeededFuture(Outcome.refused(Kind.BUSY, "not now", ""))
                        : FakeTransport.TAKEN.on(sent);
        List<String> bad = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            Message message = order("bad");
            bad.add(message.id());
            get(node.store.enqueue(TestNode.KITCHEN, message));
            get(node.store.enqueue(TestNode.KITCHEN, order("good")));
        }

        await().atMost(SOON).until(() -> node.count("busway.outbox") == 0);

        assertThat(transport.log)
                .filteredOn(sent -> sent.key().equals("bad"))
                .extracting(FakeTransport.Sent::id)
                .containsExactlyElementsOf(bad);
        assertThat(transport.log.subList(0, 5))
                .extracting(FakeTransport.Sent::key)
                .containsOnly("good");
    }

    @Test
    void a_key_that_cannot_be_sent_for_seconds_keeps_its_order() {
        long until = System.nanoTime() + Duration.ofSeconds(5).toNanos();
        transport.fault = sent -> System.nanoTime() < until
                ? Future.succeededFuture(Outcome.refused(Kind.BUSY, "not now", ""))
                : FakeTransport.TAKEN.on(sent);
        List<String> bad = new ArrayList<>();
        while (System.nanoTime() < until + Duration.ofSeconds(2).toNanos()) {
            Message message = order("bad");
            bad.add(message.id());
            get(node.store
                    .enqueue(TestNode.KITCHEN, message)
                    .compose(done -> node.vertx.timer(50).map(done)));
        }

        await().atMost(Duration.ofSeconds(60))
                .until(() -> transport.log.size() >= bad.size() && node.count("busway.outbox") == 0);

        assertThat(transport.ids()).containsExactlyElementsOf(bad);
    }

    @Test
    void a_transport_that_does_not_answer_for_one_key_holds_up_no_other() {
        Promise<Outcome> hanging = Promise.promise();
        transport.fault = sent -> sent.key().equals("bad") ? hanging.future() : FakeTransport.TAKEN.on(sent);
        Message first = order("bad");
        Message second = order("bad");
        get(node.store.enqueue(TestNode.KITCHEN, first));
        get(node.store.enqueue(TestNode.KITCHEN, second));
        for (int i = 0; i < 30; i++) {
            get(node.store.enqueue(TestNode.KITCHEN, order("good" + i)));
        }
        await().atMost(SOON).until(() -> transport.log.size() == 30);

        hanging.complete(Outcome.delivered());

        await().atMost(SOON).until(() -> node.count("busway.outbox") == 0);
        assertThat(transport.log.subList(30, 32))
                .extracting(FakeTransport.Sent::id)
                .containsExactly(first.id(), second.id());
    }

    @Test
    void what_can_never_be_sent_is_kept_and_its_operation_refused() {
        transport.fault = sent -> Future.succeededFuture(Outcome.refused(Kind.TOO_LARGE, "far too large", ""));
        Message order = order("k");
        get(node.store.accept(TestNode.ORDERS, order));

        Operation operation =
                get(node.store.operations().await(order.id(), SOON)).orElseThrow();

        assertThat(operation.state()).isEqualTo(Operation.State.REFUSED);
        assertThat(operation.problem().orElseThrow().kind()).isEqualTo(Kind.TOO_LARGE);
        assertThat(node.count("busway.outbox where state = 2 and problem like 'BW-TOO-LARGE%'"))
                .isEqualTo(1);
    }

    @Test
    void what_is_left_over_by_a_straight_send_goes_before_what_is_sent_later_with_its_key() {
        transport.fault = sent -> Future.succeededFuture(Outcome.refused(Kind.BUSY, "not now", ""));
        Message first = order("k");
        Message second = order("k");
        assertThat(node.handle(order("a"), (message, work) -> work.send("kitchen", first)))
                .isEqualTo(Outcome.delivered());
        transport.fault = FakeTransport.TAKEN;
        node.handle(order("b"), (message, work) -> work.send("kitchen", second));

        await().atMost(SOON).until(() -> node.count("busway.outbox") == 0);

        assertThat(transport.ids()).containsExactly(first.id(), second.id());
    }

    @Test
    void a_node_killed_between_effect_and_acknowledgement_leaves_one_effect_one_answer_and_its_messages() {
        node.sql("create table effects (id text)");
        FakeTransport dying = new FakeTransport();
        dying.fault = sent -> Promise.<Outcome>promise().future();
        TestNode doomed = TestNode.on(database, dying, Map.of());
        Message order = order("k");
        Message out = order("k");
        MessageHandler handler = (message, work) -> work.sql()
                .query("insert into effects values ('" + message.id() + "')")
                .execute()
                .compose(done -> work.send("kitchen", out))
                .map(done -> message.reply("first"));
        Future<Outcome> never = doomed.store.handle(TestNode.ORDERS, "orders", order, handler);
        await().atMost(SOON).until(() -> node.count("busway.outbox") == 1);
        get(doomed.vertx.close());
        assertThat(never.isComplete()).isFalse();

        Outcome again = node.handle(order, handler);

        assertThat(again).isInstanceOf(Outcome.Repeated.class);
        assertThat(node.count("effects")).isEqualTo(1);
        await().atMost(Duration.ofSeconds(30)).until(() -> node.count("busway.outbox") == 0);
        assertThat(transport.ids()).containsExactly(out.id());
    }

    @Test
    void lag_is_told_to_the_meters() {
        transport.fault = sent -> Future.succeededFuture(Outcome.refused(Kind.BUSY, "not now", ""));
        get(node.store.enqueue(TestNode.KITCHEN, order("k")));

        await().atMost(SOON)
                .until(() -> node.meters.get("busway.outbox.rows").gauge().value() == 1
                        && node.meters.get("busway.outbox.lag.seconds").gauge().value() > 0);
    }
}
