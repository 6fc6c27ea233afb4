package dev.busway.postgres;

import static dev.busway.postgres.TestNode.get;
import static dev.busway.postgres.TestNode.order;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.busway.bus.Outcome;
import dev.busway.bus.Problem.Kind;
import dev.busway.bus.ProblemException;
import dev.busway.bus.store.Relay;
import dev.busway.message.Message;
import dev.busway.testkit.TestPostgres;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RelaySwitchIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int KEYS = 8;

    private final TestPostgres database = TestPostgres.freshDatabase();
    private final FakeTransport transport = new FakeTransport();
    private final TestNode node = TestNode.on(database, transport, Map.of());

    @AfterEach
    void stop() {
        transport.fault = FakeTransport.TAKEN;
        get(node.store.relay().orElseThrow().switchTo("poll"));
        await().atMost(SOON)
                .until(() -> node.count("pg_stat_activity where datname = current_database()"
                                + " and application_name = 'busway-log'")
                        == 0);
        node.close();
    }

    private Relay relay() {
        return node.store.relay().orElseThrow();
    }

    @Test
    void through_all_engines_under_load_nothing_is_lost_doubled_or_out_of_order() {
        AtomicBoolean over = new AtomicBoolean();
        List<List<String>> wanted = new ArrayList<>();
        List<Future<Void>> callers = new ArrayList<>();
        for (int key = 0; key < KEYS; key++) {
            List<String> mine = new ArrayList<>();
            wanted.add(mine);
            callers.add(call("k" + key, mine, over));
        }
        try (TestNode second = TestNode.on(database, transport, Map.of())) {
            for (String engine : List.of("log", "message", "poll", "message", "log", "poll", "log")) {
                assertThat(get(relay().switchTo(engine)).active()).isEqualTo(engine);
                int before = transport.log.size();
                await().atMost(SOON).until(() -> transport.log.size() > before + 20);
            }
            assertThat(get(second.store.relay().orElseThrow().switchTo("poll")).active())
                    .isEqualTo("poll");
            over.set(true);
            get(Future.all(callers));
            int sent = wanted.stream().mapToInt(List::size).sum();
            await().atMost(SOON).until(() -> transport.log.size() >= sent && node.count("busway.outbox") == 0);
        }
        Map<String, List<String>> relayed = new HashMap<>();
        transport.log.forEach(sent ->
                relayed.computeIfAbsent(sent.key(), key -> new ArrayList<>()).add(sent.id()));
        for (int key = 0; key < KEYS; key++) {
            List<String> mine = relayed.get("k" + key);
            assertThat(mine).as("key " + key).doesNotHaveDuplicates();
            assertThat(mine).as("key " + key).isEqualTo(wanted.get(key));
        }
        assertThat(node.count("pg_replication_slots where database = current_database()"))
                .isZero();
    }

    /** One after the other, so that the order of commits is known. No chain of futures: a long one overflows the stack. */
    private Future<Void> call(String key, List<String> ids, AtomicBoolean over) {
        Promise<Void> ended = Promise.promise();
        next(key, ids, over, ended);
        return ended.future();
    }

    private void next(String key, List<String> ids, AtomicBoolean over, Promise<Void> ended) {
        if (over.get()) {
            ended.complete();
            return;
        }
        Message message = order(key);
        ids.add(message.id());
        node.store.enqueue(TestNode.KITCHEN, message).onComplete(done -> {
            if (done.failed()) {
                ended.fail(done.cause());
            } else {
                long pause = 1L + Math.floorMod(message.id().hashCode(), 7);
                node.vertx.setTimer(pause, tick -> next(key, ids, over, ended));
            }
        });
    }

    @Test
    void with_messages_nothing_is_written_into_the_table_unless_it_cannot_be_sent() {
        get(relay().switchTo("message"));
        node.sql("create table written (n bigint)");
        node.sql("create function note() returns trigger language plpgsql as $$"
                + " begin insert into written values (new.seq); return null; end $$");
        node.sql("create trigger note after insert on busway.outbox for each row execute function note()");
        Message first = order("k");
        get(node.store.enqueue(TestNode.KITCHEN, first));
        await().atMost(SOON).until(() -> transport.ids().equals(List.of(first.id())));
        assertThat(node.count("written")).isZero();

        Promise<Outcome> hanging = Promise.promise();
        transport.fault = sent -> hanging.future();
        Message second = order("k");
        Message third = order("k");
        get(node.store.enqueue(TestNode.KITCHEN, second));
        get(node.store.enqueue(TestNode.KITCHEN, third));
        await().atMost(SOON).until(() -> node.count("busway.outbox where state = 1") == 2);
        hanging.complete(Outcome.refused(Kind.BUSY, "not now", ""));
        transport.fault = FakeTransport.TAKEN;

        await().atMost(SOON).until(() -> node.count("busway.outbox") == 0);
        assertThat(transport.ids()).containsExactly(first.id(), second.id(), third.id());
    }

    @Test
    void what_is_in_the_log_alone_survives_the_death_of_who_reads_it() {
        get(relay().switchTo("message"));
        transport.fault = sent -> Promise.<Outcome>promise().future();
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            Message message = order("k" + i % 3);
            ids.add(message.id());
            get(node.store.enqueue(TestNode.KITCHEN, message));
        }
        FakeTransport healthy = new FakeTransport();
        try (TestNode other = TestNode.on(database, healthy, Map.of())) {
            other.sql("select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database()"
                    + " and application_name in ('busway-relay', 'busway-log')");
            transport.fault = FakeTransport.TAKEN;
            await().atMost(SOON).untilAsserted(() -> {
                List<String> all = new ArrayList<>(healthy.ids());
                all.addAll(transport.ids());
                assertThat(all).containsAll(ids);
            });
        }
    }

    @Test
    void an_engine_that_is_not_there_is_refused() {
        assertThatThrownBy(() -> get(relay().switchTo("carrier pigeon")))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        refused -> assertThat(refused.problem().mend()).contains("poll, log, message"));
    }

    @Test
    void a_choice_by_settings_counts_once_and_a_choice_by_hand_outlives_a_restart() {
        TestPostgres fresh = TestPostgres.freshDatabase();
        try (TestNode first = TestNode.on(fresh, new FakeTransport(), Map.of("relay", "log"))) {
            await().atMost(SOON)
                    .until(() -> get(first.store.relay().orElseThrow().state())
                            .active()
                            .equals("log"));
            get(first.store.relay().orElseThrow().switchTo("poll"));
        }
        try (TestNode again = TestNode.on(fresh, new FakeTransport(), Map.of("relay", "log"))) {
            assertThat(get(again.store.relay().orElseThrow().state()).wanted()).isEqualTo("poll");
        }
    }
}
