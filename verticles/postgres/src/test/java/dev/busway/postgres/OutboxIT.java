package dev.busway.postgres;

import static dev.busway.postgres.TestNode.get;
import static dev.busway.postgres.TestNode.order;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.busway.bus.Problem.Kind;
import dev.busway.bus.ProblemException;
import dev.busway.message.Message;
import dev.busway.testkit.TestPostgres;
import io.vertx.core.Future;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The outbox as a caller outside every handler sees it: with a pool and a transaction of its own. */
class OutboxIT {
    private TestNode node;
    private Pool pool;
    private Outbox outbox;

    @BeforeEach
    void start() {
        TestPostgres database = TestPostgres.freshDatabase();
        node = TestNode.on(database);
        node.sql("create table books (id text)");
        outbox = Outbox.of(node.vertx);
        pool = PgBuilder.pool()
                .with(new PoolOptions().setMaxSize(4))
                .connectingTo(new PgConnectOptions()
                        .setHost(database.host())
                        .setPort(database.port())
                        .setDatabase(database.database())
                        .setUser(database.user())
                        .setPassword(database.password()))
                .using(node.vertx)
                .build();
    }

    @AfterEach
    void stop() {
        get(pool.close());
        node.close();
    }

    private void awaitSent(Message... messages) {
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(node.transport.ids())
                .containsExactly(List.of(messages).stream().map(Message::id).toArray(String[]::new)));
    }

    @Test
    void what_a_transaction_sends_leaves_when_it_commits_and_not_before() {
        Message message = order("k");

        get(pool.withTransaction(sql -> sql.query("insert into books values ('a')")
                .execute()
                .compose(booked -> outbox.send(sql, "kitchen", message))
                .compose(sent -> node.vertx.timer(300))
                .map(later -> {
                    assertThat(node.transport.log).isEmpty();
                    return null;
                })));

        awaitSent(message);
        assertThat(node.count("books")).isEqualTo(1);
    }

    @Test
    void what_is_rolled_back_is_never_sent() {
        Message gone = order("k");
        Message partly = order("k");
        Message sent = order("k");

        assertThatThrownBy(() -> get(pool.withTransaction(sql -> outbox.send(sql, "kitchen", gone)
                        .compose(written -> Future.failedFuture(new IllegalStateException("no"))))))
                .isInstanceOf(IllegalStateException.class);
        get(pool.withTransaction(sql -> sql.query("savepoint s")
                .execute()
                .compose(set -> outbox.send(sql, "kitchen", partly))
                .compose(written -> sql.query("rollback to savepoint s").execute())
                .compose(back -> outbox.send(sql, "kitchen", sent))));

        awaitSent(sent);
        assertThat(node.count("busway.outbox where state <> 0")).isZero();
    }

    @Test
    void messages_of_one_key_leave_in_the_order_in_which_their_transactions_committed() {
        List<Message> inOrder = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            Message message = order("k");
            inOrder.add(message);
            get(pool.withTransaction(sql -> outbox.send(sql, "kitchen", message)));
        }
        awaitSent(inOrder.toArray(Message[]::new));
    }

    @Test
    void a_message_that_is_refused_leaves_the_transaction_as_it_was() {
        Message message = order("k");

        get(pool.withTransaction(sql -> outbox.send(sql, "kitchn", order("k"))
                .recover(refused -> {
                    assertThat(refused).isInstanceOfSatisfying(ProblemException.class, problem -> assertThat(
                                    problem.problem().kind())
                            .isEqualTo(Kind.UNKNOWN_CHANNEL));
                    return Future.succeededFuture();
                })
                .compose(recovered -> outbox.publish(sql, "events", message))));

        awaitSent(message);
    }
}
