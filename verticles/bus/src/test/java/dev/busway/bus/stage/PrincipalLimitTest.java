package dev.busway.bus.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.busway.bus.Outcome;
import dev.busway.bus.Problem;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PrincipalLimitTest {
    private final PrincipalLimit limit = new PrincipalLimit("the operation createOrder", 2);

    @Test
    void one_who_has_as_many_as_it_may_is_busy_and_another_is_not() {
        List<Promise<Outcome>> open = List.of(Promise.promise(), Promise.promise());
        open.forEach(call -> limit.call("ann", call::future));

        Problem refused = Passing.refused(limit.call("ann", PrincipalLimitTest::delivered));

        assertThat(refused.kind()).isEqualTo(Problem.Kind.BUSY);
        assertThat(refused.cause()).contains("createOrder");
        assertThat(refused.retryAfter()).isEqualTo(Limit.RETRY_AFTER);
        assertThat(limit.refused()).isEqualTo(1);
        assertThat(limit.call("bob", PrincipalLimitTest::delivered).result()).isEqualTo(Outcome.delivered());
    }

    @Test
    void an_outcome_makes_room_whatever_it_is_and_who_has_none_is_forgotten() {
        List<Promise<Outcome>> open = List.of(Promise.promise(), Promise.promise());
        open.forEach(call -> limit.call("ann", call::future));
        assertThat(limit.principals()).isEqualTo(1);

        open.get(0).complete(Outcome.refused(Problem.Kind.TIMEOUT, "Late.", ""));
        assertThat(limit.call("ann", PrincipalLimitTest::delivered).result()).isEqualTo(Outcome.delivered());

        open.get(1).complete(Outcome.delivered());
        assertThat(limit.principals()).isZero();
    }

    @Test
    void a_refused_call_takes_no_place_from_later_ones() {
        Promise<Outcome> first = Promise.promise();
        Promise<Outcome> second = Promise.promise();
        limit.call("ann", first::future);
        limit.call("ann", second::future);
        IntStream.range(0, 100).forEach(i -> limit.call("ann", PrincipalLimitTest::delivered));

        first.complete(Outcome.delivered());
        second.complete(Outcome.delivered());

        assertThat(limit.principals()).isZero();
        assertThat(limit.refused()).isEqualTo(100);
    }

    @Test
    void a_throw_makes_room() {
        assertThatThrownBy(() -> limit.call("ann", () -> {
                    throw new IllegalStateException("broken end");
                }))
                .isInstanceOf(IllegalStateException.class);

        assertThat(limit.principals()).isZero();
    }

    @Test
    void a_flood_from_many_threads_never_has_more_than_the_most_at_once() throws InterruptedException {
        AtomicInteger now = new AtomicInteger();
        AtomicInteger highest = new AtomicInteger();
        List<Future<Outcome>> all = new ArrayList<>();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        for (int i = 0; i < 4; i++) {
            threads.execute(() -> {
                for (int call = 0; call < 5_000; call++) {
                    Future<Outcome> called = limit.call("ann", () -> {
                        highest.accumulateAndGet(now.incrementAndGet(), Math::max);
                        Thread.onSpinWait();
                        now.decrementAndGet();
                        return delivered();
                    });
                    synchronized (all) {
                        all.add(called);
                    }
                }
            });
        }
        threads.shutdown();

        assertThat(threads.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
        assertThat(highest.get()).isBetween(1, 2);
        assertThat(all).hasSize(20_000).allMatch(Future::succeeded);
        assertThat(limit.principals()).isZero();
    }

    private static Future<Outcome> delivered() {
        return Future.succeededFuture(Outcome.delivered());
    }
}
