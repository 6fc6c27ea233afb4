package dev.busway.postgres;

import static dev.busway.postgres.TestNode.get;
import static dev.busway.postgres.TestNode.order;
import static dev.busway.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.busway.bus.MessageHandler;
import dev.busway.bus.Outcome;
import dev.busway.bus.Problem.Kind;
import dev.busway.bus.store.Operation;
import dev.busway.message.Message;
import dev.busway.testkit.TestPostgres;
import dev.busway.testkit.embedded.EmbeddedPostgres;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RestartIT {
    private static final MessageHandler WRITES = (message, work) -> work.sql()
            .preparedQuery("insert into effects (id) values ($1)")
            .execute(Tuple.of(message.id()))
            .compose(done -> work.send("kitchen", order("k")))
            .map(done -> message.reply("done"));

    @Test
    void what_is_due_later_survives_a_restart_of_the_server(@TempDir Path home) throws Exception {
        EmbeddedPostgres server = EmbeddedPostgres.start(home, EmbeddedPostgres.ANY_PORT);
        TestPostgres database = new TestPostgres(
                EmbeddedPostgres.HOST, server.port(), "busway", EmbeddedPostgres.USER, EmbeddedPostgres.PASSWORD);
        try (TestNode node = TestNode.on(database)) {
            Message during = order("k").edit().delay(Duration.ofMillis(500)).build();
            Message after = order("k").edit().delay(Duration.ofSeconds(10)).build();
            get(node.bus.channel("kitchen").send(during));
            get(node.bus.channel("kitchen").send(after));

            server.close();
            server = EmbeddedPostgres.start(home, database.port());

            // What was sent in the moment of the restart is sent again: its mark was lost.
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> node.transport.ids().contains(after.id()));
            assertThat(System.currentTimeMillis()).isGreaterThanOrEqualTo(after.deliverAtMillis());
            assertThat(new LinkedHashSet<>(node.transport.ids())).containsExactly(during.id(), after.id());
        } finally {
            server.close();
        }
    }

    @Test
    void a_restart_of_the_server_in_the_middle_loses_and_doubles_nothing(@TempDir Path home) throws Exception {
        EmbeddedPostgres server = EmbeddedPostgres.start(home, EmbeddedPostgres.ANY_PORT);
        TestPostgres database = new TestPostgres(
                EmbeddedPostgres.HOST, server.port(), "busway", EmbeddedPostgres.USER, EmbeddedPostgres.PASSWORD);
        try (TestNode node = TestNode.on(database)) {
            node.sql("create table effects (id text)");
            List<Future<Outcome>> all = new ArrayList<>();
            List<Message> sent = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                Message message = order("k" + i);
                sent.add(message);
                all.add(node.vertx.timer(1 + i * 5).compose(now -> handled(node, message)));
            }
            await().until(() -> node.count("effects") > 20);

            server.close();
            server = EmbeddedPostgres.start(home, database.port());

            List<Outcome> outcomes = get(Future.all(all)).list();
            assertThat(outcomes).allSatisfy(outcome -> assertThat(outcome)
                    .isInstanceOfAny(Outcome.Replied.class, Outcome.Repeated.class));
            assertThat(node.count("effects")).isEqualTo(200);
            await().atMost(Duration.ofSeconds(60)).until(() -> node.count("busway.outbox") == 0);
            Map<String, Integer> causes = new HashMap<>();
            node.transport.log.forEach(
                    out -> causes.merge(out.message().causationId().orElse(""), 1, Integer::sum));
            assertThat(causes.keySet())
                    .containsExactlyInAnyOrderElementsOf(
                            sent.stream().map(Message::id).toList());

            // The listener is back too: what finishes wakes who waits.
            get(node.bus.channel("orders").handle("cook", WRITES));
            Message last = order("last");
            get(node.store.accept(TestNode.ORDERS, last));
            Optional<Operation> found = get(node.store.operations().await(last.id(), Duration.ofSeconds(60)));
            assertThat(found.orElseThrow().state()).isEqualTo(Operation.State.FINISHED);
        } finally {
            server.close();
        }
    }

    /** As a transport delivers: again, for as long as the server is away. */
    private static Future<Outcome> handled(TestNode node, Message message) {
        return node.store
                .handle(TestNode.ORDERS, "orders", message, WRITES)
                .compose(outcome ->
                        outcome.problem() != null && outcome.problem().kind() == Kind.BUSY
                                ? node.vertx.timer(50).compose(later -> handled(node, message))
                                : Future.succeededFuture(outcome));
    }
}
