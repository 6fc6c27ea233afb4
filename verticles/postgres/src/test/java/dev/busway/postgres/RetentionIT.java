package dev.busway.postgres;

import static dev.busway.postgres.TestNode.get;
import static dev.busway.postgres.TestNode.order;
import static org.assertj.core.api.Assertions.assertThat;

import dev.busway.bus.MessageHandler;
import dev.busway.bus.Outcome;
import dev.busway.bus.Problem.Kind;
import dev.busway.bus.store.Operation.State;
import dev.busway.config.Section;
import dev.busway.message.Message;
import dev.busway.testkit.TestPostgres;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RetentionIT {
    private final AtomicInteger effects = new AtomicInteger();
    private final MessageHandler works =
            (message, work) -> Future.succeededFuture(message.reply("answer " + effects.incrementAndGet()));

    private TestNode node;
    private Database database;
    private Retention retention;

    @BeforeEach
    void start() {
        node = TestNode.on(TestPostgres.freshDatabase());
        database = new Database(node.vertx, PostgresOptions.from(new Section("postgres", node.database.section())));
        retention = new Retention(node.vertx, database.doors(), Duration.ofHours(24));
    }

    @AfterEach
    void stop() {
        retention.close();
        get(database.close());
        node.close();
    }

    private void roll() {
        node.sql("update busway.inbox_generation set opened = opened - interval '25 hours'");
        get(retention.round()); // makes the table
        node.sql("update busway.inbox_generation set next = next - interval '1 minute'");
        get(retention.round());
    }

    /** As if the newest generation but the open one had been closed so long ago. */
    private void closedLongAgo() {
        node.sql("update busway.inbox_generation set closed = closed - interval '26 hours' where closed is not null");
    }

    private List<String> tables() {
        List<String> tables = new ArrayList<>();
        node.sql(
                        "select tablename from pg_tables where schemaname = 'busway' and tablename ~ '^inbox_[0-9]+$' order by 1")
                .forEach(row -> tables.add(row.getString(0)));
        return tables;
    }

    @Test
    void a_generation_is_dropped_as_a_whole_when_all_in_it_has_expired() {
        Message old = order("k");
        node.handle(old, works);
        roll();
        Message young = order("k");
        node.handle(young, works);
        assertThat(tables()).containsExactly("inbox_0", "inbox_1");

        closedLongAgo();
        assertThat(get(retention.round())).isZero(); // what it holds has not expired
        node.sql("update busway.inbox set expires = expires - interval '26 hours' where id = '" + old.id() + "'");
        assertThat(get(retention.round())).isEqualTo(1);

        assertThat(tables()).containsExactly("inbox_1");
        assertThat(get(node.store.operations().find(old.id()))).isEmpty();
        assertThat(node.handle(young, works)).isInstanceOf(Outcome.Repeated.class);
        assertThat(node.handle(old, works)).isInstanceOf(Outcome.Replied.class);
    }

    @Test
    void a_repeat_is_found_in_whichever_generation_its_first_one_lies() {
        List<Message> all = new ArrayList<>();
        for (int generation = 0; generation < 3; generation++) {
            Message order = order("k" + generation);
            all.add(order);
            node.handle(order, works);
            roll();
        }
        for (Message order : all) {
            assertThat(node.handle(order, works)).isInstanceOf(Outcome.Repeated.class);
            assertThat(get(node.store.accept(TestNode.ORDERS, order))).isInstanceOf(Outcome.Repeated.class);
            Message other =
                    order.edit().payload(new JsonObject().put("key", "other")).build();
            assertThat(Objects.requireNonNull(node.handle(other, works).problem())
                            .kind())
                    .isEqualTo(Kind.CONFLICT);
            assertThat(Objects.requireNonNull(get(node.store.accept(TestNode.ORDERS, other))
                                    .problem())
                            .kind())
                    .isEqualTo(Kind.CONFLICT);
        }
        assertThat(effects).hasValue(3);
        assertThat(node.count("busway.inbox")).isEqualTo(3);
    }

    @Test
    void a_message_that_is_handled_while_a_generation_opens_takes_one_effect() {
        Message order = order("k");
        Promise<Void> called = Promise.promise();
        Promise<Void> gate = Promise.promise();
        Future<Outcome> first = node.store.handle(TestNode.ORDERS, "orders", order, (message, work) -> {
            called.complete();
            return gate.future().compose(open -> works.handle(message, work));
        });
        get(called.future());
        roll();
        List<Future<Outcome>> repeats = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            repeats.add(node.store.handle(TestNode.ORDERS, "orders", order, works));
        }
        gate.complete();

        assertThat(get(first)).isInstanceOf(Outcome.Replied.class);
        assertThat(get(Future.all(repeats)).<Outcome>list())
                .allSatisfy(outcome -> assertThat(outcome).isInstanceOf(Outcome.Repeated.class));
        assertThat(effects).hasValue(1);
        assertThat(node.count("busway.inbox")).isEqualTo(1);
    }

    /** A statement that runs while the table is made may not know it, and must find no row to put there. */
    @Test
    void a_generation_is_open_only_some_time_after_its_table_was_made() {
        node.sql("update busway.inbox_generation set opened = opened - interval '25 hours'");
        get(retention.round());
        get(retention.round());
        assertThat(tables()).containsExactly("inbox_0", "inbox_1");
        node.handle(order("k"), works);
        assertThat(node.count("busway.inbox_0")).isEqualTo(1);

        node.sql("update busway.inbox_generation set next = next - interval '1 minute'");
        get(retention.round());
        node.handle(order("k"), works);
        assertThat(node.count("busway.inbox_1")).isEqualTo(1);
    }

    @Test
    void what_has_not_ended_is_carried_into_the_open_generation() {
        Message accepted = order("k");
        get(node.store.accept(TestNode.ORDERS, accepted));
        Message open = order("k");
        node.handle(open, (message, work) -> {
            work.answerLater();
            return Future.succeededFuture();
        });
        roll();
        closedLongAgo();

        assertThat(get(retention.round())).isEqualTo(1);

        assertThat(tables()).containsExactly("inbox_1");
        assertThat(get(node.store.operations().find(accepted.id()))
                        .orElseThrow()
                        .state())
                .isEqualTo(State.ACCEPTED);
        node.handle(order("k"), (message, work) -> work.answer("orders", open.id(), message.reply("late")));
        assertThat(get(node.store.operations().find(open.id())).orElseThrow().state())
                .isEqualTo(State.FINISHED);
        assertThat(node.handle(accepted, works)).isInstanceOf(Outcome.Replied.class);
        assertThat(node.handle(accepted, works)).isInstanceOf(Outcome.Repeated.class);
    }

    @Test
    void a_message_that_is_handled_late_is_kept_as_long_as_others() {
        Message accepted = order("k");
        get(node.store.accept(TestNode.ORDERS, accepted));
        roll();
        node.handle(accepted, works);

        assertThat(node.sql("select generation from busway.inbox")
                        .iterator()
                        .next()
                        .getInteger(0))
                .isEqualTo(1);
        assertThat(node.handle(accepted, works)).isInstanceOf(Outcome.Repeated.class);
    }

    @Test
    void a_generation_that_was_left_half_detached_is_dropped_too() {
        node.handle(order("k"), works);
        roll();
        closedLongAgo();
        node.sql("update busway.inbox set expires = expires - interval '26 hours'");
        // As a node leaves it that dies here.
        get(database.doors().getConnection().compose(reader -> reader.query("begin; select count(*) from busway.inbox")
                .execute()
                .compose(reading -> database.doors().getConnection())
                .compose(dying -> dying.query("set statement_timeout = '300ms'")
                        .execute()
                        .compose(set -> dying.query(
                                        "alter table busway.inbox detach partition busway.inbox_0 concurrently")
                                .execute())
                        .transform(
                                died -> dying.query("reset statement_timeout").execute())
                        .eventually(dying::close))
                .eventually(() -> reader.query("rollback").execute())
                .eventually(reader::close)));

        assertThat(get(retention.round())).isEqualTo(1);

        assertThat(tables()).containsExactly("inbox_1");
    }

    @Test
    void messages_are_handled_while_generations_come_and_go() {
        List<Future<Outcome>> all = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            Message order = order("k" + i);
            all.add(node.vertx
                    .timer(1 + i * 3)
                    .compose(now -> node.store.handle(TestNode.ORDERS, "orders", order, works)));
        }
        for (int i = 0; i < 4; i++) {
            roll();
        }
        assertThat(get(Future.all(all)).<Outcome>list())
                .allSatisfy(outcome -> assertThat(outcome).isInstanceOf(Outcome.Replied.class));
        assertThat(node.count("busway.inbox")).isEqualTo(300);
        assertThat(effects).hasValue(300);
    }
}
