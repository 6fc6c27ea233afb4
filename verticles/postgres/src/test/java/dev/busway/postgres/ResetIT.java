package dev.busway.postgres;

import static dev.busway.postgres.TestNode.order;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.busway.bus.MessageHandler;
import dev.busway.bus.Outcome;
import dev.busway.bus.Problem;
import dev.busway.bus.Problem.Kind;
import dev.busway.message.Message;
import dev.busway.testkit.TestPostgres;
import dev.busway.testkit.embedded.FaultProxy;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.io.IOException;
import java.net.ConnectException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ResetIT {
    private static final MessageHandler WRITES = (message, work) -> work.sql()
            .preparedQuery("insert into effects (id) values ($1)")
            .execute(Tuple.of(message.id()))
            .map(done -> message.reply("done"));

    @Test
    void a_connection_reset_under_a_handler_is_tried_again_and_takes_effect_once() throws IOException {
        TestPostgres database = TestPostgres.freshDatabase();
        try (FaultProxy proxy = FaultProxy.to(database.host(), database.port());
                TestNode node = TestNode.on(new TestPostgres(
                        "127.0.0.1", proxy.port(), database.database(), database.user(), database.password()))) {
            node.sql("create table effects (id text)");
            AtomicInteger tries = new AtomicInteger();
            Message order = order("k");

            Outcome outcome = node.handle(order, (message, work) -> {
                if (tries.incrementAndGet() > 1) {
                    return WRITES.handle(message, work);
                }
                return WRITES.handle(message, work).compose(written -> {
                    Future<?> hangs = work.sql().query("select pg_sleep(60)").execute();
                    proxy.reset();
                    return hangs;
                });
            });

            assertThat(outcome).isInstanceOf(Outcome.Replied.class);
            assertThat(tries).hasValue(2);
            assertThat(node.count("effects")).isEqualTo(1);
        }
    }

    @Test
    void a_handlers_own_trouble_with_the_network_is_not_the_databases() {
        try (TestNode node = TestNode.on(TestPostgres.freshDatabase())) {
            Outcome outcome = node.handle(
                    order("k"), (message, work) -> Future.failedFuture(new ConnectException("payments is away")));

            assertThat(outcome)
                    .asInstanceOf(type(Outcome.Refused.class))
                    .extracting(Outcome.Refused::problem)
                    .extracting(Problem::kind)
                    .isEqualTo(Kind.BROKEN);
        }
    }
}
