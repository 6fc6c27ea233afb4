package dev.busway.postgres;

import static dev.busway.postgres.TestNode.get;
import static dev.busway.postgres.TestNode.order;
import static org.assertj.core.api.Assertions.assertThat;

import dev.busway.bus.MessageHandler;
import dev.busway.bus.Outcome;
import dev.busway.testkit.TestPostgres;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Round trips to the database, counted by what stands before it. */
class FlightsIT {
    /** Two statements, each waited for. */
    private static final MessageHandler WRITES_TWICE = (message, work) -> work.sql()
            .preparedQuery("insert into effects (id) values ($1)")
            .execute(Tuple.of(message.id()))
            .compose(done -> work.sql()
                    .preparedQuery("update effects set id = id where id = $1")
                    .execute(Tuple.of(message.id())))
            .compose(done -> work.send("kitchen", order("k")))
            .map(done -> message.reply("done"));

    private FlightCounter counter;
    private TestNode node;

    @BeforeEach
    void start() {
        TestPostgres database = TestPostgres.freshDatabase();
        counter = new FlightCounter(database.host(), database.port());
        TestPostgres counted = new TestPostgres(
                "127.0.0.1", counter.port(), database.database(), database.user(), database.password());
        node = TestNode.on(counted, new FakeTransport(), Map.of("pool", 1, "patience", "30s"));
        node.sql("create table effects (id text)");
        node.handle(order("k"), WRITES_TWICE); // prepares the statements
        counter.flights();
    }

    @AfterEach
    void stop() {
        node.close();
        counter.close();
    }

    @Test
    void a_message_costs_two_round_trips_besides_its_handlers_own() {
        assertThat(node.handle(order("k"), WRITES_TWICE)).isInstanceOf(Outcome.Replied.class);

        assertThat(counter.flights()).isEqualTo(2 + 2);
    }

    @Test
    void a_repeat_costs_two_round_trips() {
        var order = order("k");
        node.handle(order, WRITES_TWICE);
        counter.flights();

        assertThat(node.handle(order, WRITES_TWICE)).isInstanceOf(Outcome.Repeated.class);

        assertThat(counter.flights()).isEqualTo(2);
    }

    @Test
    void messages_that_wait_share_two_round_trips_besides_their_handlers_own() {
        Context context = node.vertx.getOrCreateContext();
        MessageHandler quick = (message, work) -> Future.succeededFuture(message.reply("done"));
        node.sql("create table transactions (tx bigint)");
        node.sql("create function note() returns trigger language plpgsql as $$"
                + " begin insert into transactions values (txid_current()); return null; end $$");
        node.sql("create trigger note after insert on busway.inbox for each row execute function note()");
        counter.pass();
        for (int i = 0; i < 40; i++) { // how many share is chosen by the handler's pace
            node.handle(order("k"), quick);
        }
        node.sql("delete from transactions");
        counter.flights();
        Promise<List<Future<Outcome>>> handed = Promise.promise();
        context.runOnContext(go -> {
            List<Future<Outcome>> all = new ArrayList<>();
            for (int i = 0; i < 9; i++) {
                all.add(node.store.handle(TestNode.ORDERS, "orders", order("k" + i), quick));
            }
            handed.complete(all);
        });

        assertThat(get(Future.all(get(handed.future()))).<Outcome>list())
                .allSatisfy(outcome -> assertThat(outcome).isInstanceOf(Outcome.Replied.class));

        int flights = counter.flights();
        counter.pass();
        int transactions = node.sql("select count(distinct tx)::int from transactions")
                .iterator()
                .next()
                .getInteger(0);
        assertThat(transactions)
                .isLessThan(9); // the first one goes alone, the other eight together, unless a stall parts them
        assertThat(flights).isEqualTo(2 * transactions);
    }
}
