package dev.busway.postgres;

import static dev.busway.postgres.TestNode.get;
import static dev.busway.postgres.TestNode.order;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.busway.bus.MessageHandler;
import dev.busway.bus.Outcome;
import dev.busway.bus.Problem.Kind;
import dev.busway.bus.ProblemException;
import dev.busway.bus.Work;
import dev.busway.bus.store.Operation.State;
import dev.busway.message.Message;
import dev.busway.testkit.TestPostgres;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Messages that wait for the one connection share a transaction: each trap of that has a rule here. */
class SharedWorkIT {
    private static final String EFFECT = "insert into effects (id, tx) values ($1, txid_current())";

    private final List<String> calls = Collections.synchronizedList(new ArrayList<>());
    private TestNode node;
    private Context context;

    /** Behaves as {@link #behaviour} says for the message's kind. */
    private final MessageHandler handler = (message, work) -> {
        String kind = message.json().getString("key");
        calls.add(kind);
        return behaviour(kind).handle(message, work);
    };

    private MessageHandler special = SharedWorkIT::writes;

    private MessageHandler behaviour(String kind) {
        return kind.startsWith("special")
                ? special
                : kind.startsWith("pace") ? SharedWorkIT::replies : SharedWorkIT::writes;
    }

    /** So quick that no machine makes it slow. */
    private static Future<Message> replies(Message message, Work work) {
        return Future.succeededFuture(message.reply("done"));
    }

    private static Future<Message> writes(Message message, Work work) {
        return work.sql()
                .preparedQuery(EFFECT)
                .execute(Tuple.of(message.json().getString("key")))
                .map(done -> message.reply(new JsonObject().put("done", message.id())));
    }

    @BeforeEach
    void start() {
        node = TestNode.on(
                TestPostgres.freshDatabase(),
                new FakeTransport(),
                Map.of("pool", 1, "patience", "20s", "handling", "10s"));
        node.sql("create table effects (id text unique, tx bigint)");
        context = node.vertx.getOrCreateContext();
        for (int i = 0;
                i < 40;
                i++) { // what is known of a handler's pace comes from its messages, and the first ones are slow
            get(handle(order("pace" + i)));
        }
        node.sql("delete from effects");
        calls.clear();
    }

    @AfterEach
    void stop() {
        node.close();
    }

    private Future<Outcome> handle(Message message) {
        Promise<Outcome> told = Promise.promise();
        context.runOnContext(go ->
                node.store.handle(TestNode.ORDERS, "orders", message, handler).onComplete(told));
        return told.future();
    }

    /** Holds the connection while these come, so that all of them wait. */
    private List<Outcome> together(List<Message> messages) {
        Promise<Void> gate = Promise.promise();
        Promise<Void> entered = Promise.promise();
        Future<Outcome> holder = node.store.handle(TestNode.ORDERS, "orders", order("holder"), (message, work) -> {
            entered.complete();
            return gate.future();
        });
        get(entered.future());
        List<Future<Outcome>> all = new ArrayList<>();
        messages.forEach(message -> all.add(handle(message)));
        Promise<Void> queued = Promise.promise();
        context.runOnContext(go -> queued.complete());
        get(queued.future());
        gate.complete();
        get(holder);
        return get(Future.all(all)).list();
    }

    private List<Outcome> together(String... keys) {
        return together(List.of(keys).stream().map(TestNode::order).toList());
    }

    /** Different transactions among the effects of these. */
    private long transactions(String like) {
        return node.sql("select count(distinct tx) from effects where id like '" + like + "'")
                .iterator()
                .next()
                .getLong(0);
    }

    private static void assertReplied(List<Outcome> outcomes) {
        assertThat(outcomes).allSatisfy(outcome -> assertThat(outcome).isInstanceOf(Outcome.Replied.class));
    }

    @Test
    void messages_that_wait_share_a_transaction_in_their_order() {
        String[] keys = IntStream.range(0, 30).mapToObj(i -> "k" + i).toArray(String[]::new);

        assertReplied(together(keys));

        assertThat(transactions("k%")).isLessThan(30);
        assertThat(calls).containsExactly(keys);
    }

    @Test
    void a_message_that_need_not_wait_goes_alone() {
        for (String key : List.of("a", "b", "c")) {
            assertThat(get(handle(order(key)))).isInstanceOf(Outcome.Replied.class);
        }
        assertThat(transactions("_")).isEqualTo(3);
    }

    @Test
    void a_message_that_fails_takes_back_only_what_it_did() {
        special = (message, work) -> writes(message, work)
                .compose(done -> work.send("kitchen", order("never")))
                .compose(done -> Future.failedFuture("broken"));

        List<Outcome> outcomes = together("a", "special", "b");

        assertThat(kinds(outcomes)).containsExactly("replied", "BROKEN", "replied");
        assertThat(node.count("effects where id = 'special'")).isZero();
        assertThat(node.transport.log).isEmpty();
        assertThat(node.count("busway.inbox where state = 4")).isZero();
        special = SharedWorkIT::writes;
        assertReplied(together("special", "c"));
    }

    @Test
    void a_refusal_for_good_is_stored_and_the_others_commit() {
        special = (message, work) -> writes(message, work)
                .compose(done -> Future.failedFuture(new ProblemException(Kind.FORBIDDEN, "not yours", "ask")));
        Message accepted = order("special-2");
        get(node.store.accept(TestNode.ORDERS, accepted));
        Message refused = order("special-1");

        List<Outcome> outcomes = together(List.of(order("a"), refused, accepted, order("b")));

        assertThat(kinds(outcomes)).containsExactly("replied", "FORBIDDEN", "FORBIDDEN", "replied");
        assertThat(get(node.store.operations().find(accepted.id()))
                        .orElseThrow()
                        .state())
                .isEqualTo(State.REFUSED);
        assertThat(kinds(List.of(get(handle(refused))))).containsExactly("FORBIDDEN");
    }

    @Test
    void a_statement_that_fails_is_tried_again_alone_and_the_others_commit() {
        special = (message, work) -> writes(message, work)
                .compose(done -> work.sql().query("select 1 / 0").execute());

        List<Outcome> outcomes = together("a", "special", "b");

        assertThat(kinds(outcomes)).containsExactly("replied", "BROKEN", "replied");
        assertThat(calls)
                .startsWith("a", "special")
                .filteredOn("special"::equals)
                .hasSizeLessThan(3);
    }

    @Test
    void an_error_that_a_handler_swallows_harms_itself_alone() {
        special = (message, work) -> writes(message, work)
                .compose(done -> work.sql().query("select 1 / 0").execute().otherwiseEmpty())
                .map(done -> message.reply("fine"));

        assertThat(kinds(together("a", "special", "b"))).containsExactly("replied", "BROKEN", "replied");
        assertThat(node.count("effects where id = 'special'")).isZero();
    }

    @Test
    void a_statement_that_a_handler_does_not_wait_for_harms_itself_alone() {
        special = (message, work) -> {
            work.sql().query("select pg_sleep(0.05), 1 / (random() * 0)::int").execute();
            return Future.succeededFuture();
        };

        assertThat(kinds(together("a", "special", "b"))).containsExactly("replied", "BROKEN", "replied");
    }

    @Test
    void a_handler_that_hangs_does_not_hold_up_the_others() {
        Promise<Object> never = Promise.promise();
        special = (message, work) ->
                calls.stream().filter(one -> one.equals("special")).count() == 1
                        ? writes(message, work).compose(done -> never.future())
                        : writes(message, work);

        assertHeldUpNobody(together("a", "special", "b"));
    }

    @Test
    void a_statement_that_hangs_is_cancelled_for_the_others() {
        special = (message, work) ->
                calls.stream().filter(one -> one.equals("special")).count() == 1
                        ? work.sql().query("select pg_sleep(60)").execute()
                        : writes(message, work);

        assertHeldUpNobody(together("a", "special", "b"));
    }

    /** On a machine so slow that the one which hangs came alone, it is the one that is late. */
    private void assertHeldUpNobody(List<Outcome> outcomes) {
        List<String> kinds = kinds(outcomes);
        assertThat(List.of(kinds.get(0), kinds.get(2))).containsOnly("replied");
        assertThat(kinds.get(1)).isIn("replied", "TIMEOUT");
        assertThat(node.count("effects where id in ('a', 'b')")).isEqualTo(2);
    }

    @Test
    void slow_handlers_are_not_put_together() {
        special = (message, work) -> node.vertx.timer(120).compose(done -> writes(message, work));
        get(handle(order("special-0")));

        assertReplied(together("special-1", "special-2", "special-3"));

        assertThat(transactions("special%")).isEqualTo(4);
        assertThat(calls).hasSize(4); // none of them was cut off and called again
    }

    @Test
    void a_lock_that_another_transaction_holds_does_not_hold_up_the_others() {
        node.sql("insert into effects values ('locked', 0)");
        Promise<Void> release = Promise.promise();
        Database other = new Database(
                node.vertx, PostgresOptions.from(new dev.busway.config.Section("postgres", node.database.section())));
        Future<?> foreign = other.doors().getConnection().compose(sql -> sql.query(
                        "begin; update effects set tx = 1 where id = 'locked'")
                .execute()
                .onSuccess(locked -> release.tryComplete())
                .compose(locked -> node.vertx.timer(1500))
                .compose(later -> sql.query("commit").execute())
                .eventually(sql::close));
        get(release.future());
        special = (message, work) -> work.sql()
                .query("update effects set tx = 2 where id = 'locked'")
                .execute()
                .map(done -> message.reply("x"));

        List<Outcome> outcomes = together("a", "special", "b");

        assertReplied(outcomes);
        get(foreign);
        assertThat(node.sql("select tx from effects where id = 'locked'")
                        .iterator()
                        .next()
                        .getLong(0))
                .isEqualTo(2);
        get(other.close());
    }

    @Test
    void a_deadlock_between_nodes_is_tried_again_alone() {
        node.sql("create table stock (id text primary key, n int)");
        node.sql("insert into stock values ('x', 0), ('y', 0)");
        // Two stores as two nodes: each one's group takes the same rows the other way round.
        special = (message, work) -> work.sql()
                .preparedQuery("update stock set n = n + 1 where id = $1")
                .execute(Tuple.of(message.json().getString("row")))
                .map(done -> message.reply("done"));
        try (TestNode second = TestNode.on(node.database, new FakeTransport(), Map.of("pool", 1, "patience", "20s"))) {
            List<Future<Outcome>> all = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                for (TestNode at : List.of(node, second)) {
                    boolean forwards = (at == node) == (i % 2 == 0);
                    Message message = Message.of(
                            "CreateOrder",
                            new JsonObject().put("key", "special-" + i).put("row", forwards ? "x" : "y"));
                    Context own = at == node ? context : second.vertx.getOrCreateContext();
                    Promise<Outcome> told = Promise.promise();
                    own.runOnContext(go -> at.store
                            .handle(TestNode.ORDERS, "orders", message, handler)
                            .onComplete(told));
                    all.add(told.future());
                }
            }
            assertReplied(get(Future.all(all)).list());
        }
        assertThat(node.sql("select sum(n) from stock").iterator().next().getLong(0))
                .isEqualTo(80);
    }

    @Test
    void a_constraint_that_fails_at_the_commit_refuses_its_own_message_alone() {
        node.sql("create table checked (id text unique deferrable initially deferred)");
        special = (message, work) ->
                work.sql().query("insert into checked values ('a'), ('a')").execute();

        assertThat(kinds(together("a", "special", "b"))).containsExactly("replied", "BROKEN", "replied");
        assertThat(node.count("checked")).isZero();
    }

    @Test
    void what_is_set_for_one_transaction_is_not_felt_by_others() {
        special = (message, work) ->
                work.sql().query("set local search_path = pg_catalog").execute().map(done -> message.reply("done"));

        assertReplied(together("a", "special", "b"));
        assertThat(node.count("effects")).isEqualTo(2);
    }

    @Test
    void repeats_and_conflicts_among_them_are_told_so() {
        Message first = order("a");
        Message again = order("b");
        get(handle(again));
        Message other = again.edit().payload(new JsonObject().put("key", "c")).build();

        List<Outcome> outcomes = together(List.of(first, first, again, other, order("d")));

        assertThat(kinds(outcomes)).containsExactly("replied", "repeated", "repeated", "CONFLICT", "replied");
        assertThat(node.count("effects")).isEqualTo(3);
    }

    @Test
    void what_they_send_goes_out_in_their_order_per_key() {
        special = (message, work) -> work.send("kitchen", order("k")).compose(sent -> writes(message, work));
        List<String> keys = new ArrayList<>();
        for (int i = 10; i < 30; i++) {
            keys.add("special-" + i);
        }
        List<Message> messages = keys.stream().map(TestNode::order).toList();

        assertReplied(together(messages));

        assertThat(transactions("special%")).isLessThan(20);
        assertThat(node.transport.on("kitchen"))
                .extracting(sent -> sent.message().causationId().orElse(""))
                .containsExactlyElementsOf(messages.stream().map(Message::id).toList());
        await().atMost(Duration.ofSeconds(30)).until(() -> node.count("busway.outbox") == 0);
    }

    @Test
    void a_connection_that_breaks_loses_and_doubles_nothing() {
        AtomicInteger kills = new AtomicInteger();
        special = (message, work) -> kills.getAndIncrement() == 0
                ? work.sql()
                        .query("select pg_terminate_backend(pg_backend_pid())")
                        .execute()
                : writes(message, work);

        assertReplied(together("a", "special", "b"));

        assertThat(node.count("effects")).isEqualTo(3);
        assertThat(node.count("pg_stat_activity where state like 'idle in transaction%'"))
                .isZero();
    }

    private static List<String> kinds(List<Outcome> outcomes) {
        return outcomes.stream()
                .map(outcome -> outcome instanceof Outcome.Replied
                        ? "replied"
                        : outcome instanceof Outcome.Repeated
                                ? "repeated"
                                : outcome.problem() == null
                                        ? outcome.toString()
                                        : Objects.requireNonNull(outcome.problem())
                                                .kind()
                                                .name())
                .toList();
    }
}
