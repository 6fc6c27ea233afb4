package dev.busway.testkit.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.busway.bus.MessageHandler;
import dev.busway.bus.Registration;
import dev.busway.bus.transport.Feature;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Order and concurrency: the unit is a channel's key. */
public abstract class OrderRules extends GatherRules {
    private static final int MANY_KEYS = 10_000;
    private static final int WINDOW = 500;
    private static final String MOVED = "this broker gives a shard away before what its last node held is back";

    @Test
    void messages_of_one_key_start_in_the_order_of_their_sending() {
        needs(Feature.ORDERED);
        String address = address();
        given(pointToPoint(address).key("/key").shards(4).build());
        Handled handled = new Handled();
        for (int i = 0; i < 2; i++) {
            handleOnOne(address, "g", noting(handled));
            handleOnTwo(address, "g", noting(handled));
        }
        List<Future<Void>> sent = new ArrayList<>();

        for (int i = 0; i < 300; i++) {
            sent.add(one().channel(address).send(message("k" + i % 7, i)));
        }

        await(Future.join(sent));
        eventually(() -> handled.size() >= 300);
        assertThat(handled.keys()).isEqualTo(7);
        assertThat(handled.sequences())
                .allSatisfy(numbers -> assertThat(numbers).isSorted());
    }

    @Test
    void different_keys_of_one_shard_run_side_by_side() {
        needs(Feature.ORDERED);
        String address = address();
        given(pointToPoint(address).key("/key").maxInFlight(4).build());
        AtomicInteger running = new AtomicInteger();
        Promise<Void> together = Promise.promise();
        handleOnTwo(address, "g", (message, work) -> {
            if (running.incrementAndGet() == 4) {
                together.complete();
            }
            return together.future();
        });

        List<Future<Void>> sent = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            sent.add(one().channel(address).send(message("k" + i, i)));
        }

        await(Future.join(sent));
        await(together.future());
    }

    @Test
    void the_next_message_of_a_key_waits_for_the_one_before() {
        needs(Feature.ORDERED, Feature.DURABLE);
        String address = address();
        given(pointToPoint(address).key("/key").build());
        Set<String> running = ConcurrentHashMap.newKeySet();
        AtomicBoolean overlap = new AtomicBoolean();
        Handled handled = new Handled();
        handleOnTwo(address, "g", (message, work) -> {
            String key = message.key().orElseThrow();
            if (!running.add(key)) {
                overlap.set(true);
            }
            return node(1).vertx().timer(2).onComplete(waited -> {
                running.remove(key);
                handled.note(message);
            });
        });
        Load load = new Load(node(0).vertx(), one().channel(address), 10);

        await(load.run());

        eventually(() -> handled.size() == load.size());
        assertThat(overlap).isFalse();
        assertThat(handled.sequences())
                .allSatisfy(numbers -> assertThat(numbers).isSorted());
    }

    @Test
    void ten_thousand_keys_are_all_handled() throws InterruptedException {
        String address = address();
        given(pointToPoint(address).key("/key").shards(4).maxInFlight(1_000).build());
        Handled handled = new Handled();
        handleOnOne(address, "g", noting(handled));
        handleOnTwo(address, "g", noting(handled));
        Semaphore window = new Semaphore(WINDOW);
        AtomicInteger refused = new AtomicInteger();

        for (int i = 0; i < MANY_KEYS; i++) {
            window.acquire();
            one().channel(address).send(message("key-" + i, i)).onComplete(sent -> {
                if (sent.failed()) {
                    refused.incrementAndGet();
                }
                window.release();
            });
        }

        eventually(() -> handled.size() == MANY_KEYS);
        assertThat(handled.keys()).isEqualTo(MANY_KEYS);
        assertThat(refused).hasValue(0);
    }

    @Test
    void a_node_that_leaves_under_load_loses_nothing_and_breaks_no_order() {
        needs(Feature.ORDERED);
        assumeTrue(keepsOrderOfMovedShards(), MOVED);
        String address = address();
        given(pointToPoint(address).key("/key").shards(4).build());
        Handled handled = new Handled();
        handleOnOne(address, "g", noting(handled));
        Registration leaving = handleOnTwo(address, "g", noting(handled));
        Load load = new Load(node(0).vertx(), one().channel(address), 40);

        Future<?> sent = load.run();
        eventually(() -> load.accepted() > load.size() / 4);
        await(leaving.unregister());
        await(sent);

        eventually(() -> handled.size() == load.size());
        assertThat(handled.sequences())
                .allSatisfy(numbers -> assertThat(numbers).isSorted());
    }

    @Test
    void a_node_that_joins_under_load_loses_nothing_and_breaks_no_order() {
        needs(Feature.ORDERED);
        assumeTrue(keepsOrderOfMovedShards(), MOVED);
        String address = address();
        given(pointToPoint(address).key("/key").shards(4).build());
        Handled handled = new Handled();
        handleOnOne(address, "g", noting(handled));
        Load load = new Load(node(0).vertx(), one().channel(address), 40);

        Future<?> sent = load.run();
        eventually(() -> load.accepted() > load.size() / 4);
        handleOnTwo(address, "g", noting(handled));
        await(sent);

        eventually(() -> handled.size() == load.size());
        assertThat(handled.sequences())
                .allSatisfy(numbers -> assertThat(numbers).isSorted());
    }

    private static MessageHandler noting(Handled handled) {
        return (message, work) -> {
            handled.note(message);
            return Future.succeededFuture();
        };
    }
}
