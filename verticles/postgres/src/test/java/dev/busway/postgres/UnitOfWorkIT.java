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
import dev.busway.bus.ProblemMessage;
import dev.busway.bus.Work;
import dev.busway.bus.store.Operation.State;
import dev.busway.message.Message;
import dev.busway.testkit.TestPostgres;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.PreparedQuery;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class UnitOfWorkIT {
    private static final String EFFECT = "insert into effects (id) values ($1)";

    private TestNode node;

    @BeforeEach
    void start() {
        node = TestNode.on(database(), new FakeTransport(), Map.of("handling", "20s", "pool", 4, "patience", "20s"));
        node.sql("create table effects (id text)");
    }

    TestPostgres database() {
        return TestPostgres.freshDatabase();
    }

    @AfterEach
    void stop() {
        node.close();
    }

    private static final MessageHandler WRITES = (message, work) -> work.sql()
            .preparedQuery(EFFECT)
            .execute(Tuple.of(message.id()))
            .map(done -> message.reply(new JsonObject().put("done", message.id())));

    @Test
    void a_message_takes_effect_with_its_reply_and_what_it_sends() {
        Message order = order("k");

        Outcome outcome = node.handle(
                order, (message, work) -> WRITES.handle(message, work).compose(reply -> work.send("kitchen", order("k"))
                        .compose(sent -> work.publish("events", Message.of("OrderCreated", Map.of())))
                        .map(sent -> reply)));

        assertThat(outcome).isInstanceOf(Outcome.Replied.class);
        assertThat(node.count("effects")).isEqualTo(1);
        assertThat(node.transport.log)
                .extracting(FakeTransport.Sent::channel)
                .containsExactlyInAnyOrder("kitchen", "events");
        assertThat(node.transport.log).allSatisfy(sent -> {
            assertThat(sent.message().causationId()).contains(order.id());
            assertThat(sent.message().trace()).isPresent();
        });
        assertThat(node.transport.on("kitchen").get(0).key()).isEqualTo("k");
        await().atMost(Duration.ofSeconds(30)).until(() -> node.count("busway.outbox") == 0);
        assertThat(get(node.store.operations().find(order.id())).orElseThrow().state())
                .isEqualTo(State.FINISHED);
    }

    @Test
    void a_repeat_gets_the_first_answer_and_takes_no_effect() {
        Message order = order("k");
        Outcome first = node.handle(order, WRITES);

        Outcome second = node.handle(order, WRITES);

        Message reply = ((Outcome.Replied) first).reply();
        assertThat(second).isInstanceOfSatisfying(Outcome.Repeated.class, repeated -> {
            Message again = Objects.requireNonNull(repeated.reply());
            assertThat(again.id()).isEqualTo(reply.id());
            assertThat(again.payload()).isEqualTo(reply.payload());
        });
        assertThat(node.count("effects")).isEqualTo(1);
    }

    @Test
    void repeats_at_the_same_time_take_one_effect_and_get_one_answer() {
        Message order = order("k");
        List<Future<Outcome>> all = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            all.add(node.store.handle(TestNode.ORDERS, "orders", order, WRITES));
        }

        List<Outcome> outcomes = get(Future.all(all)).list();

        assertThat(outcomes).filteredOn(Outcome.Replied.class::isInstance).hasSize(1);
        assertThat(outcomes).filteredOn(Outcome.Repeated.class::isInstance).hasSize(19);
        assertThat(node.count("effects")).isEqualTo(1);
    }

    @Test
    void the_same_id_with_another_body_is_a_conflict() {
        Message order = order("k");
        node.handle(order, WRITES);
        Message other =
                order.edit().payload(new JsonObject().put("key", "other")).build();

        assertRefused(node.handle(other, WRITES), Kind.CONFLICT);
        assertThat(node.count("effects")).isEqualTo(1);
    }

    @Test
    void another_group_handles_the_same_message_itself() {
        Message order = order("k");
        node.handle(order, WRITES);

        Outcome other = get(node.store.handle(TestNode.ORDERS, "others", order, WRITES));

        assertThat(other).isInstanceOf(Outcome.Replied.class);
        assertThat(node.count("effects")).isEqualTo(2);
    }

    @Test
    void a_failed_handler_leaves_no_trace_and_its_retry_takes_effect_once() {
        Message order = order("k");
        Outcome first = node.handle(order, (message, work) -> WRITES.handle(message, work)
                .compose(done -> work.send("kitchen", order("k")))
                .compose(done -> Future.failedFuture("broken")));
        assertRefused(first, Kind.BROKEN);
        assertThat(node.count("effects")).isZero();
        assertThat(node.count("busway.inbox")).isZero();

        assertThat(node.handle(order, WRITES)).isInstanceOf(Outcome.Replied.class);
        assertThat(node.count("effects")).isEqualTo(1);
        assertThat(node.transport.log).isEmpty();
    }

    @Test
    void a_refusal_for_good_is_the_answer_of_every_repeat() {
        Message order = order("k").edit().replyTo("replies").build();
        MessageHandler refuses = (message, work) -> WRITES.handle(message, work)
                .compose(done -> Future.failedFuture(new ProblemException(Kind.FORBIDDEN, "not yours", "ask")));

        assertRefused(node.handle(order, refuses), Kind.FORBIDDEN);
        assertRefused(node.handle(order, WRITES), Kind.FORBIDDEN);

        assertThat(node.count("effects")).isZero();
        assertThat(get(node.store.operations().find(order.id())).orElseThrow().state())
                .isEqualTo(State.REFUSED);
        await().untilAsserted(() -> assertThat(node.transport.on("replies"))
                .singleElement()
                .satisfies(sent -> {
                    assertThat(sent.message().correlationId()).contains(order.id());
                    assertThat(ProblemMessage.decode(sent.message()).kind()).isEqualTo(Kind.FORBIDDEN);
                }));
    }

    @Test
    void an_answer_goes_to_the_channel_that_the_message_names() {
        Message order = order("k").edit().replyTo("replies").build();

        node.handle(order, WRITES);

        assertThat(node.transport.on("replies"))
                .singleElement()
                .satisfies(sent -> assertThat(sent.message().correlationId()).contains(order.id()));
        assertRefused(node.handle(order("k").edit().replyTo("kitchen").build(), WRITES), Kind.INVALID);
    }

    @Test
    void an_error_that_the_handler_swallows_still_rolls_everything_back() {
        Outcome outcome = node.handle(order("k"), (message, work) -> WRITES.handle(message, work)
                .compose(done -> work.sql().query("select 1 / 0").execute().otherwiseEmpty())
                .map(done -> message.reply("fine")));

        assertRefused(outcome, Kind.BROKEN);
        assertThat(node.count("effects")).isZero();
        assertThat(node.count("busway.inbox")).isZero();
    }

    @Test
    void a_constraint_that_fails_at_commit_refuses_the_message() {
        node.sql("create table checked (id text unique deferrable initially deferred)");

        Outcome outcome = node.handle(order("k"), (message, work) -> work.sql()
                .query("insert into checked values ('a'), ('a')")
                .execute());

        assertRefused(outcome, Kind.BROKEN);
        assertThat(node.count("checked")).isZero();
        assertThat(node.count("busway.inbox")).isZero();
    }

    @Test
    void a_handler_can_neither_end_its_transaction_nor_use_it_afterwards() {
        List<Work> kept = new ArrayList<>();
        List<PreparedQuery<RowSet<Row>>> late = new ArrayList<>();
        Outcome outcome = node.handle(order("k"), (message, work) -> {
            kept.add(work);
            late.add(work.sql().preparedQuery(EFFECT));
            for (String sql : List.of("commit", " ROLLBACK", "begin", "END;", "start transaction", "abort")) {
                assertThatThrownBy(() -> work.sql().query(sql)).isInstanceOf(IllegalArgumentException.class);
            }
            return work.sql().query("savepoint s").execute().compose(set -> work.sql()
                    .query("rollback to savepoint s")
                    .execute());
        });

        assertThat(outcome).isEqualTo(Outcome.delivered());
        assertThatThrownBy(() -> kept.get(0).sql()).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> kept.get(0).send("kitchen", order("k"))).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> get(late.get(0).execute(Tuple.of("late")))).isInstanceOf(IllegalStateException.class);
        assertThat(node.count("effects")).isZero();
    }

    @Test
    void a_handler_that_hangs_is_rolled_back_in_time_and_its_connection_lives() {
        Promise<Object> never = Promise.promise();
        List<Future<Outcome>> hanging = new ArrayList<>();
        try (TestNode strict = TestNode.on(
                node.database, new FakeTransport(), Map.of("handling", "3s", "pool", 4, "patience", "20s"))) {
            for (int i = 0; i < 4; i++) {
                hanging.add(strict.store.handle(
                        TestNode.ORDERS, "orders", order("k"), (message, work) -> WRITES.handle(message, work)
                                .compose(done -> never.future())));
            }
            get(Future.all(hanging)).<Outcome>list().forEach(outcome -> assertRefused(outcome, Kind.TIMEOUT));
            Outcome asleep = strict.handle(order("k"), (message, work) -> WRITES.handle(message, work)
                    .compose(done -> work.sql().query("select pg_sleep(60)").execute()));
            assertRefused(asleep, Kind.TIMEOUT);

            assertThat(node.count("effects")).isZero();
            awaitReplied(strict);
            assertThat(node.count("pg_stat_activity where state like 'idle in transaction%'"))
                    .isZero();
        }
    }

    @Test
    void more_messages_than_connections_are_busy_and_do_not_hang() {
        List<Promise<Object>> gates = new ArrayList<>();
        List<Future<Outcome>> held = new ArrayList<>();
        AtomicInteger entered = new AtomicInteger();
        try (TestNode narrow = TestNode.on(
                node.database, new FakeTransport(), Map.of("handling", "50s", "pool", 4, "patience", "2s"))) {
            for (int i = 0; i < 4; i++) {
                Promise<Object> gate = Promise.promise();
                gates.add(gate);
                held.add(narrow.store.handle(TestNode.ORDERS, "orders", order("k"), (message, work) -> {
                    entered.incrementAndGet();
                    return gate.future();
                }));
            }
            await().until(() -> entered.get() == 4);

            assertRefused(narrow.handle(order("k"), WRITES), Kind.BUSY);

            gates.forEach(Promise::complete);
            assertThat(get(Future.all(held)).<Outcome>list()).containsOnly(Outcome.delivered());
            awaitReplied(narrow);
        }
    }

    /** A bound that is short for the sake of a test may be too short for a slow machine: not the first one must be in time. */
    private static void awaitReplied(TestNode at) {
        await().until(() -> at.handle(order("k"), WRITES) instanceof Outcome.Replied);
    }

    @Test
    void an_operation_may_be_answered_later_by_another_message() {
        Message order = order("k").edit().replyTo("replies").build();
        Outcome first = node.handle(order, (message, work) -> {
            work.answerLater();
            return WRITES.handle(message, work);
        });
        assertThat(first).isEqualTo(new Outcome.Accepted(order.id()));
        assertThat(node.handle(order, WRITES)).isEqualTo(new Outcome.Accepted(order.id()));
        assertThat(get(node.store.operations().find(order.id())).orElseThrow().state())
                .isEqualTo(State.WORKING);

        MessageHandler answers =
                (message, work) -> work.answer("orders", order.id(), Message.of("Done", Map.of("n", 1)));
        node.handle(order("k"), answers);
        node.handle(order("k"), answers);

        assertThat(node.handle(order, WRITES)).isInstanceOf(Outcome.Repeated.class);
        assertThat(get(node.store.operations().find(order.id()))
                        .orElseThrow()
                        .reply()
                        .orElseThrow()
                        .type())
                .isEqualTo("Done");
        assertThat(node.transport.on("replies"))
                .singleElement()
                .satisfies(sent -> assertThat(sent.message().correlationId()).contains(order.id()));
    }

    @Test
    void what_no_contract_takes_is_refused_when_it_is_sent() {
        Outcome outcome = node.handle(order("k"), (message, work) -> work.send("kitchn", order("k")));

        assertRefused(outcome, Kind.UNKNOWN_CHANNEL);
        assertThat(Objects.requireNonNull(outcome.problem()).mend()).contains("kitchen");
    }

    private static void assertRefused(Outcome outcome, Kind kind) {
        assertThat(outcome).isInstanceOfSatisfying(Outcome.Refused.class, refused -> assertThat(
                        refused.problem().kind())
                .isEqualTo(kind));
    }
}
