package dev.busway.node.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.busway.bus.ProblemException;
import dev.busway.contract.ChannelSpec;
import dev.busway.contract.Delivery;
import dev.busway.message.Message;
import dev.busway.message.Payload;
import dev.busway.postgres.replica.ReplicaEntry;
import dev.busway.testkit.Specs;
import dev.busway.testkit.TestPostgres;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Replicas on real Kafka and PostgreSQL. */
class ReplicaIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final ChannelSpec menus = channel("kafka");
    private final TestPostgres database = TestPostgres.freshDatabase();

    @Test
    void a_replica_has_what_was_published_before_it_was_declared_and_after() {
        try (Service owner = Service.owner(menus)) {
            owner.publish(price("soup", 3));
            owner.publish(price("soup", 4));
            try (Service reader = Service.reader("reader", menus, database)) {
                eventually(() -> reader.price("soup") == 4);
                owner.publish(price("bread", 2));
                eventually(() -> reader.price("bread") == 2);
            }
        }
    }

    @Test
    void a_replica_is_read_when_its_owner_has_gone_and_says_how_old_it_may_be() {
        try (Service reader = Service.reader("reader", menus, database)) {
            try (Service owner = Service.owner(menus)) {
                owner.publish(price("soup", 3));
            }
            eventually(() -> reader.price("soup") == 3);
            eventually(() -> reader.menus().staleness().compareTo(Duration.ofSeconds(20)) < 0);

            ReplicaEntry soup = Service.await(reader.menus().get("soup")).orElseThrow();
            assertThat(soup.staleness()).isLessThan(Duration.ofSeconds(30));
            assertThat(reader.meters
                            .get("busway.replica.staleness.seconds")
                            .tag("replica", "menus")
                            .gauge()
                            .value())
                    .isBetween(0.0, 30.0);
            assertThat(Service.await(reader.menus().get("nothing"))).isEmpty();
        }
    }

    @Test
    void an_event_that_comes_again_takes_no_effect_and_a_deletion_deletes() {
        Message old = price("soup", 3);
        try (Service owner = Service.owner(menus);
                Service reader = Service.reader("reader", menus, database)) {
            owner.publish(old);
            owner.publish(price("soup", 4));
            owner.publish(old);
            owner.publish(price("bread", 2));
            owner.publish(price("cake", 5));
            owner.publish(Message.builder("menu.Removed").key("bread").build());
            owner.publish(Message.of("menu.Closed", new JsonObject().put("dish", "cake")));
            owner.publish(price("soup-is-done", 1));
            owner.publish(price("tea", 1));
            eventually(() -> reader.price("tea") == 1 && reader.price("soup-is-done") == 1);
            eventually(() -> reader.price("bread") == -1 && reader.price("cake") == -1);

            assertThat(reader.price("soup")).isEqualTo(4);
        }
    }

    @Test
    void a_replica_is_made_anew_while_it_is_read_and_two_nodes_read_the_new_one_at_once() throws SQLException {
        try (Service owner = Service.owner(menus);
                Service reader = Service.reader("reader", menus, database);
                Service other = Service.reader("other", menus, database)) {
            for (int i = 0; i < 50; i++) {
                owner.publish(price("dish-" + i, i));
            }
            for (int i = 0; i < 50; i++) {
                int number = i;
                eventually(() -> reader.price("dish-" + number) == number);
            }
            database.execute("update busway.replica_menus set value = '{\"price\": 1000}'");

            try (Connection holder = heldUp()) {
                Service.await(reader.menus().rebuild());
                assertThatThrownBy(() -> Service.await(other.menus().rebuild()))
                        .isInstanceOfSatisfying(
                                ProblemException.class,
                                no -> assertThat(no.problem().kind().code()).isEqualTo("BW-CONFLICT"));
                assertThat(Service.await(reader.desk().all())).singleElement().satisfies(state -> {
                    assertThat(state.name()).isEqualTo("menus");
                    assertThat(state.channel()).isEqualTo(menus.address());
                    assertThat(state.rebuilding()).isTrue();
                });
                holder.rollback();
            }

            eventually(() -> {
                int seen = reader.price("dish-7");
                assertThat(seen).as("never missing while it is made anew").isIn(7, 1000);
                return seen == 7;
            });
            assertThat(other.price("dish-7")).isEqualTo(7);
            owner.publish(price("dish-7", 8));
            eventually(() -> other.price("dish-7") == 8);
        }
    }

    @Test
    void an_event_that_cannot_be_applied_is_seen_by_who_reads_its_key_and_stops_no_other() {
        try (Service owner = Service.owner(menus);
                Service reader = Service.reader("reader", menus, database)) {
            owner.publish(price("soup", 3));
            owner.publish(Message.builder("menu.Priced")
                    .key("soup")
                    .contentType("text/plain")
                    .payload(Payload.of(Buffer.buffer("no json")))
                    .build());
            owner.publish(price("bread", 2));

            eventually(() -> reader.price("bread") == 2);
            eventually(() -> Service.await(reader.menus().get("soup"))
                    .flatMap(ReplicaEntry::fault)
                    .isPresent());
            assertThat(reader.price("soup")).isEqualTo(3);
            eventually(() -> reader.meters.get("busway.replica.faults").gauge().value() == 1);
        }
    }

    @Test
    void a_replica_over_the_event_bus_is_kept_too_and_cannot_be_made_anew() {
        ChannelSpec brokerless = channel("vertx");
        try (Service reader = Service.reader("reader", brokerless, database)) {
            reader.publish(price("soup", 3));
            eventually(() -> reader.price("soup") == 3);

            assertThatThrownBy(() -> Service.await(reader.menus().rebuild()))
                    .isInstanceOfSatisfying(
                            ProblemException.class,
                            no -> assertThat(no.problem().mend()).contains("Kafka"));
            assertThatThrownBy(() -> Service.await(reader.desk().rebuild("prices")))
                    .isInstanceOfSatisfying(
                            ProblemException.class,
                            no -> assertThat(no.problem().mend()).contains("menus"));
            assertThat(Optional.of(reader.price("soup"))).contains(3);
        }
    }

    /** Nothing can be written into the next generation until this is rolled back, so that a rebuild lasts. */
    private Connection heldUp() throws SQLException {
        database.execute("create table busway.replica_menus__g2 (like busway.replica_menus__g1 including all)");
        Connection holder = DriverManager.getConnection(database.jdbcUrl(), database.user(), database.password());
        holder.setAutoCommit(false);
        try (Statement lock = holder.createStatement()) {
            lock.execute("lock table busway.replica_menus__g2 in exclusive mode");
        }
        return holder;
    }

    private static ChannelSpec channel(String transport) {
        String address = "menus." + UUID.randomUUID();
        return Specs.publishSubscribe(address)
                .transport(transport)
                .delivery(Delivery.AT_LEAST_ONCE)
                .key("/dish")
                .retry(2, Duration.ofMillis(20), Duration.ofMillis(100))
                .deadLetter(address + ".dead")
                .shards(2)
                .build();
    }

    private static Message price(String dish, int price) {
        return Message.of("menu.Priced", new JsonObject().put("dish", dish).put("price", price));
    }

    private static void eventually(Callable<Boolean> so) {
        Awaitility.await().atMost(PATIENCE).until(so);
    }
}
