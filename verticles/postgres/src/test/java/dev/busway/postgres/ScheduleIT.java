package dev.busway.postgres;

import static dev.busway.postgres.TestNode.get;
import static dev.busway.postgres.TestNode.order;
import static dev.busway.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.busway.bus.MessageHandler;
import dev.busway.bus.Outcome;
import dev.busway.bus.Problem.Kind;
import dev.busway.bus.ProblemException;
import dev.busway.bus.Style;
import dev.busway.message.Message;
import dev.busway.testkit.TestPostgres;
import io.vertx.core.Future;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ScheduleIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    /** What a message may take from when it is due to the transport, on a busy machine. */
    private static final long LATE_AT_MOST_MILLIS = 25_000;

    private TestPostgres database;
    private FakeTransport transport;
    private TestNode node;
    private final Map<String, Long> arrived = new ConcurrentHashMap<>();

    @BeforeEach
    void start() {
        database = database();
        transport = new FakeTransport();
        transport.fault = sent -> {
            arrived.put(sent.id(), System.currentTimeMillis());
            return Future.succeededFuture(Outcome.delivered());
        };
        node = TestNode.on(database, transport, Map.of());
    }

    TestPostgres database() {
        return TestPostgres.freshDatabase();
    }

    @AfterEach
    void stop() {
        node.close();
    }

    private static Message later(String key, Duration delay) {
        return order(key).edit().delay(delay).build();
    }

    private void arrivesWhenDue(Message message) {
        await().atMost(SOON).until(() -> arrived.containsKey(message.id()));
        assertThat(arrived.get(message.id()))
                .isBetween(message.deliverAtMillis(), message.deliverAtMillis() + LATE_AT_MOST_MILLIS);
    }

    private PgConnection caller() {
        return get(PgConnection.connect(
                node.vertx,
                new PgConnectOptions()
                        .setHost(database.host())
                        .setPort(database.port())
                        .setDatabase(database.database())
                        .setUser(database.user())
                        .setPassword(database.password())));
    }

    @Test
    void a_message_is_relayed_when_it_is_due_whichever_way_it_was_kept() {
        PgConnection caller = caller();
        // Enough to keep all five before the first is due.
        Duration delay = Duration.ofSeconds(6);
        Message accepted = later("a", delay);
        Message enqueued = later("b", delay);
        Message published = later("c", delay);
        Message fromWork = later("d", delay);
        Message inTransaction = later("e", delay);
        MessageHandler sends = (message, work) -> work.send("kitchen", fromWork);
        Transaction transaction = get(caller.begin());

        assertThat(get(node.bus.channel("orders").call(Style.SEND, accepted)))
                .isEqualTo(new Outcome.Accepted(accepted.id()));
        get(node.bus.channel("kitchen").send(enqueued));
        get(node.bus.channel("events").publish(published));
        assertThat(node.handle(order("k"), sends)).isEqualTo(Outcome.delivered());
        get(Outbox.of(node.vertx).send(caller, "kitchen", inTransaction));
        get(transaction.commit());

        assertThat(node.count("busway.scheduled")).isEqualTo(5);
        assertThat(transport.ids()).isEmpty();
        for (Message message : List.of(accepted, enqueued, published, fromWork, inTransaction)) {
            arrivesWhenDue(message);
        }
        assertThat(transport.on("events")).extracting(FakeTransport.Sent::style).containsExactly(Style.PUBLISH);
        assertThat(transport.log).hasSize(5);
        await().atMost(SOON).until(() -> node.count("busway.outbox") + node.count("busway.scheduled") == 0);
        get(caller.close());
    }

    @Test
    void a_time_that_has_passed_means_at_once() {
        Message message =
                order("k").edit().deliverAt(Instant.now().minusSeconds(3600)).build();

        get(node.bus.channel("kitchen").send(message));

        assertThat(transport.ids()).containsExactly(message.id());
    }

    @Test
    void what_rolls_back_or_is_accepted_again_is_kept_never_or_once() {
        PgConnection caller = caller();
        Transaction transaction = get(caller.begin());
        get(Outbox.of(node.vertx).send(caller, "kitchen", later("k", Duration.ofHours(1))));
        get(transaction.rollback());
        MessageHandler fails = (message, work) ->
                work.send("kitchen", later("k", Duration.ofHours(1))).compose(kept -> Future.failedFuture("broken"));
        node.handle(order("k"), fails);
        assertThat(node.count("busway.scheduled")).isZero();

        Message twice = later("k", Duration.ofHours(1));
        assertThat(get(node.store.accept(TestNode.ORDERS, twice))).isEqualTo(new Outcome.Accepted(twice.id()));
        assertThat(get(node.store.accept(TestNode.ORDERS, twice))).isEqualTo(new Outcome.Accepted(twice.id()));
        assertThat(node.count("busway.scheduled")).isEqualTo(1);
        get(caller.close());
    }

    @Test
    void what_cannot_be_kept_is_refused_and_never_delivered_at_once() {
        refused("kitchen", later("k", Duration.ofDays(366)), "more than 8760h from now");
        Message late = later("k", Duration.ofMinutes(2));
        refused("kitchen", late.until(late.deliverAtMillis()), "due after its deadline");
        refused("orders", late.until(late.deliverAtMillis()), "due after its deadline");
        refused("bell", late, "best-effort");
        MessageHandler rings = (message, work) -> work.send("bell", late);
        assertThat(node.handle(order("k"), rings).problem())
                .satisfies(problem -> assertThat(problem.kind()).isEqualTo(Kind.INVALID));
        assertThat(get(node.bus.channel("orders").call(Style.REQUEST, late)).problem())
                .satisfies(problem -> assertThat(problem.cause()).contains("cannot be waited for"));
        assertThat(transport.log).isEmpty();
        assertThat(node.count("busway.scheduled")).isZero();
    }

    private void refused(String channel, Message message, String cause) {
        assertThatThrownBy(() -> get(node.bus.channel(channel).send(message)))
                .isInstanceOfSatisfying(ProblemException.class, refusal -> {
                    assertThat(refusal.problem().kind()).isEqualTo(Kind.INVALID);
                    assertThat(refusal.problem().cause()).contains(cause);
                });
    }

    @Test
    void messages_of_one_key_that_are_due_together_keep_their_order_whoever_moves_them() {
        try (TestNode second = TestNode.on(database, transport, Map.of());
                TestNode third = TestNode.on(database, transport, Map.of())) {
            Instant due = Instant.now().plus(Duration.ofHours(1));
            List<Message> sent = IntStream.range(0, 1200)
                    .mapToObj(i -> order("k" + i % 3).edit().deliverAt(due).build())
                    .toList();
            MessageHandler sends = (message, work) -> {
                sent.subList(0, 900).forEach(one -> work.send("kitchen", one));
                return Future.succeededFuture();
            };
            node.handle(order("first"), sends);
            MessageHandler sendsMore = (message, work) -> {
                sent.subList(900, 1200).forEach(one -> work.send("kitchen", one));
                return Future.succeededFuture();
            };
            second.handle(order("second"), sendsMore);
            assertThat(transport.log).isEmpty();
            // The hour is over.
            node.sql("with moved as (update busway.scheduled set due = now() returning 1)"
                    + " select pg_notify('busway_scheduled', '0') from (select count(*) from moved) all_of_them");

            await().atMost(SOON).until(() -> transport.log.size() >= 1200);

            for (String key : List.of("k0", "k1", "k2")) {
                List<String> wanted = sent.stream()
                        .filter(one -> one.json().getString("key").equals(key))
                        .map(Message::id)
                        .toList();
                List<String> got = transport.on("kitchen").stream()
                        .filter(one -> one.key().equals(key))
                        .map(FakeTransport.Sent::id)
                        .toList();
                assertThat(got).isEqualTo(wanted);
            }
            assertThat(third.count("busway.scheduled")).isZero();
        }
    }

    @Test
    void what_a_dead_node_had_kept_is_relayed_by_another() {
        TestNode dying = TestNode.on(database, transport, Map.of());
        Message message = later("k", Duration.ofMillis(1500));
        get(dying.bus.channel("kitchen").send(message));

        get(dying.vertx.close());

        arrivesWhenDue(message);
    }

    @Test
    void a_node_that_starts_relays_what_became_due_while_there_was_none() {
        Message message = later("k", Duration.ofMillis(300));
        get(node.bus.channel("kitchen").send(message));
        node.close();
        await().pollDelay(Duration.ofMillis(500)).until(() -> true);

        node = TestNode.on(database, transport, Map.of());

        await().atMost(SOON).until(() -> transport.ids().equals(List.of(message.id())));
    }

    @Test
    void ten_thousand_messages_for_later_do_not_hold_up_what_is_due() {
        node.sql(
                "insert into busway.scheduled (due, id, channel, key, style, frame, shard) select now() + interval '1 day',"
                        + " 'later-' || n, 'kitchen', 'k' || n % 10, 0, '', 0 from generate_series(1, 10000) n");

        relay(1000);

        assertThat(node.count("busway.scheduled")).isEqualTo(10_000);
    }

    /** Sends so many through the outbox and waits until all have been published. */
    private void relay(int messages) {
        int before = transport.log.size();
        List<Future<Outcome>> all = new ArrayList<>();
        for (int i = 0; i < messages; i++) {
            all.add(node.store.enqueue(TestNode.KITCHEN, order("k" + i % 50)));
        }
        get(Future.all(all));
        await().atMost(SOON).until(() -> transport.log.size() == before + messages);
    }
}
