package dev.busway.testkit.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.busway.bus.discovery.Health;
import dev.busway.bus.discovery.Registry;
import dev.busway.bus.discovery.ServiceInstance;
import dev.busway.testkit.Patience;
import dev.busway.testkit.conformance.RegistryFixture.Node;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every registry must do. An implementation extends this class and gives nodes. */
public abstract class RegistrySuite {
    /** A lease may be as long as the registry likes, up to this. */
    private static final Duration LONGEST_LEASE = Duration.ofSeconds(60);

    private RegistryFixture nodes = closed();

    protected abstract RegistryFixture fixture();

    @BeforeEach
    void open() {
        nodes = fixture();
    }

    @AfterEach
    void close() {
        nodes.close();
    }

    @Test
    void what_a_node_registers_every_node_sees_as_it_was() {
        Node one = nodes.join("one");
        Node other = nodes.join("other");
        ServiceInstance orders = new ServiceInstance(
                "orders",
                "one",
                7,
                "1.4.0",
                Health.PASSING,
                Map.of("http", "http://127.0.0.1:8080"),
                List.of("orders", "orders.events"),
                List.of("createOrder"));

        await(one.registry().register(orders));

        sees(one, orders);
        sees(other, orders);
    }

    @Test
    void who_comes_later_knows_it_at_once() {
        Node one = nodes.join("one");
        await(one.registry().register(instance("orders", "one", 1)));

        Node later = nodes.join("later");

        assertThat(later.registry().view().of("orders")).containsExactly(instance("orders", "one", 1));
    }

    @Test
    void what_is_taken_back_is_seen_no_more_and_the_rest_is() {
        Node one = nodes.join("one");
        Node other = nodes.join("other");
        await(one.registry().register(instance("orders", "one", 1)));
        await(one.registry().register(instance("menus", "one", 1)));
        sees(other, instance("menus", "one", 1), instance("orders", "one", 1));

        await(one.registry().deregister("orders@one"));
        await(one.registry().deregister("nothing@one"));

        sees(other, instance("menus", "one", 1));
    }

    @Test
    void what_is_taken_back_while_the_registry_is_away_goes_when_it_is_back() {
        Assumptions.assumeTrue(nodes.outage().isPresent(), "this registry has no life apart from its nodes");
        RegistryFixture.Outage outage = nodes.outage().orElseThrow();
        Node one = nodes.join("one");
        Node other = nodes.join("other");
        await(one.registry().register(instance("orders", "one", 1)));
        await(one.registry().register(instance("menus", "one", 1)));
        sees(other, instance("menus", "one", 1), instance("orders", "one", 1));

        outage.begin();
        Future<Void> takenBack = one.registry().deregister("orders@one");
        outage.end();

        sees(other, instance("menus", "one", 1));
        Patience.await().until(takenBack::isComplete);
    }

    @Test
    void a_change_of_health_is_seen_and_told() {
        Node one = nodes.join("one");
        Node other = nodes.join("other");
        ServiceInstance orders = instance("orders", "one", 1);
        await(one.registry().register(orders));
        sees(other, orders);

        await(one.registry().register(orders.with(Health.FAILING)));
        sees(other, orders.with(Health.FAILING));

        await(one.registry().register(orders));
        sees(other, orders);
    }

    @Test
    void the_last_of_many_registrations_of_one_id_stands() {
        Node one = nodes.join("one");
        Node other = nodes.join("other");
        List<Future<Void>> all = new ArrayList<>();
        for (int i = 1; i <= 20; i++) {
            all.add(one.registry().register(instance("orders", "one", i)));
        }
        await(Future.all(all));

        sees(other, instance("orders", "one", 20));
        sees(one, instance("orders", "one", 20));
    }

    @Test
    void what_a_dead_node_registered_goes_by_itself_and_the_rest_stays() {
        Node one = nodes.join("one");
        Node doomed = nodes.join("doomed");
        Node other = nodes.join("other");
        await(one.registry().register(instance("orders", "one", 1)));
        await(doomed.registry().register(instance("orders", "doomed", 1)));
        sees(other, instance("orders", "doomed", 1), instance("orders", "one", 1));

        doomed.die();

        sees(other, instance("orders", "one", 1));
        sees(one, instance("orders", "one", 1));
    }

    @Test
    void a_node_that_comes_back_under_its_name_is_not_taken_for_what_it_was() {
        Node one = nodes.join("one");
        Node before = nodes.join("phoenix");
        await(before.registry().register(instance("orders", "phoenix", 1)));
        await(before.registry().register(instance("only-then", "phoenix", 1)));
        sees(one, instance("only-then", "phoenix", 1), instance("orders", "phoenix", 1));

        before.die();
        Node after = nodes.join("phoenix");
        await(after.registry().register(instance("orders", "phoenix", 2)));

        // The old one's lease is over: what the new one offers stays.
        sees(one, instance("orders", "phoenix", 2));
        sees(after, instance("orders", "phoenix", 2));
    }

    @Test
    void a_node_that_leaves_takes_back_all_that_it_offered() {
        Node one = nodes.join("one");
        Node leaving = nodes.join("leaving");
        await(one.registry().register(instance("orders", "one", 1)));
        await(leaving.registry().register(instance("orders", "leaving", 1)));
        await(leaving.registry().register(instance("menus", "leaving", 1)));
        sees(one, instance("menus", "leaving", 1), instance("orders", "leaving", 1), instance("orders", "one", 1));

        leaving.leave();

        sees(one, instance("orders", "one", 1));
    }

    @Test
    void two_hundred_instances_are_seen_by_all() {
        Node one = nodes.join("one");
        Node other = nodes.join("other");
        List<Future<Void>> all = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            all.add(one.registry().register(instance("service-" + i, "one", 1)));
            all.add(other.registry().register(instance("service-" + i, "other", 1)));
        }
        await(Future.all(all));

        for (Registry registry : List.of(one.registry(), other.registry())) {
            Patience.await()
                    .untilAsserted(() -> assertThat(registry.view().instances()).hasSize(200));
            assertThat(registry.view().of("service-42")).hasSize(2);
        }
    }

    @Test
    void who_listens_hears_of_what_changes() {
        Node one = nodes.join("one");
        AtomicInteger heard = new AtomicInteger();
        Node other = nodes.join("other");
        other.registry().onChange(heard::incrementAndGet);

        await(one.registry().register(instance("orders", "one", 1)));

        Patience.await().until(() -> heard.get() > 0);
        sees(other, instance("orders", "one", 1));
    }

    @Test
    void a_registry_that_answers_knows_how_old_its_view_is() {
        Node one = nodes.join("one");
        await(one.registry().register(instance("orders", "one", 1)));

        Patience.await()
                .untilAsserted(() -> assertThat(one.registry().view().age()).isLessThan(Duration.ofSeconds(10)));
    }

    @Test
    void without_the_registry_what_was_known_is_known_and_grows_old_and_with_it_all_is_there_again() {
        Node one = nodes.join("one");
        Node other = nodes.join("other");
        Assumptions.assumeTrue(nodes.outage().isPresent(), "this registry has no life apart from its nodes");
        RegistryFixture.Outage outage = nodes.outage().orElseThrow();
        await(one.registry().register(instance("orders", "one", 1)));
        sees(other, instance("orders", "one", 1));

        outage.begin();
        Awaitility.await()
                .atMost(LONGEST_LEASE)
                .until(() -> other.registry().view().age().compareTo(Duration.ofSeconds(3)) > 0);
        assertThat(other.registry().view().of("orders")).containsExactly(instance("orders", "one", 1));
        outage.end();

        Awaitility.await()
                .atMost(LONGEST_LEASE)
                .until(() -> other.registry().view().age().compareTo(Duration.ofSeconds(3)) < 0);
        await(one.registry().register(instance("menus", "one", 1)));
        sees(other, instance("menus", "one", 1), instance("orders", "one", 1));
    }

    private static ServiceInstance instance(String service, String node, long incarnation) {
        return new ServiceInstance(
                service,
                node,
                incarnation,
                "1.0.0",
                Health.PASSING,
                Map.of("http", "http://127.0.0.1:8080"),
                List.of(service),
                List.of());
    }

    private static void sees(Node node, ServiceInstance... all) {
        Awaitility.await().atMost(LONGEST_LEASE).untilAsserted(() -> assertThat(
                        node.registry().view().instances())
                .containsExactly(all));
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.await(60, TimeUnit.SECONDS);
        } catch (TimeoutException late) {
            throw new AssertionError("not within 60 s", late);
        }
    }

    private static RegistryFixture closed() {
        return new RegistryFixture() {
            @Override
            public Node join(String name) {
                throw new IllegalStateException("not open");
            }

            @Override
            public void close() {}
        };
    }
}
