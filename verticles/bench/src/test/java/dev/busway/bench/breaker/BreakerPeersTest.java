package dev.busway.bench.breaker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.vertx.circuitbreaker.CircuitBreaker;
import io.vertx.circuitbreaker.CircuitBreakerOptions;
import io.vertx.circuitbreaker.CircuitBreakerState;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Why neither library decides for us (docs/adr/0009): when one of these fails, look at that page again. */
class BreakerPeersTest {
    private static final int CALLS = 200;

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() throws Exception {
        vertx.close().await(30, TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 5})
    void vertx_never_opens_where_every_second_or_fifth_call_succeeds(int successEvery) throws Exception {
        CircuitBreaker breaker = CircuitBreaker.create("peer", vertx, new CircuitBreakerOptions().setMaxFailures(5));
        for (int i = 1; i <= CALLS; i++) {
            Future<String> ended = i % successEvery == 0 ? Future.succeededFuture("fine") : Future.failedFuture("oh");
            breaker.execute(() -> ended).otherwise("oh").await(30, TimeUnit.SECONDS);
        }

        assertThat(breaker.state()).isEqualTo(CircuitBreakerState.CLOSED);
    }

    @Test
    void vertx_takes_a_success_from_before_the_opening_for_a_probe() throws Exception {
        CircuitBreaker breaker = CircuitBreaker.create(
                "peer", vertx, new CircuitBreakerOptions().setTimeout(-1).setResetTimeout(1));
        Promise<String> early = Promise.promise();
        Future<String> call = breaker.execute(early::future);
        breaker.open();
        await().atMost(30, TimeUnit.SECONDS).until(() -> breaker.state() == CircuitBreakerState.HALF_OPEN);

        early.complete("late");
        call.await(30, TimeUnit.SECONDS);

        await().atMost(30, TimeUnit.SECONDS).until(() -> breaker.state() == CircuitBreakerState.CLOSED);
    }

    @Test
    void resilience4j_takes_late_results_for_probes() {
        var breaker = halfOpen();
        for (int late = 0; late < 3; late++) {
            breaker.onSuccess(1, TimeUnit.MILLISECONDS);
        }

        assertThat(breaker.getState()).isEqualTo(State.CLOSED);
    }

    @Test
    void resilience4j_lets_hung_probes_keep_their_places() {
        var breaker = halfOpen();
        for (int probe = 0; probe < 3; probe++) {
            assertThat(breaker.tryAcquirePermission()).isTrue();
        }

        assertThat(breaker.tryAcquirePermission()).isFalse();
        assertThat(breaker.getState()).isEqualTo(State.HALF_OPEN);
        assertThat(breaker.getCircuitBreakerConfig().getMaxWaitDurationInHalfOpenState())
                .isZero();
    }

    private static io.github.resilience4j.circuitbreaker.CircuitBreaker halfOpen() {
        var breaker = io.github.resilience4j.circuitbreaker.CircuitBreaker.of(
                "peer",
                CircuitBreakerConfig.custom()
                        .permittedNumberOfCallsInHalfOpenState(3)
                        .build());
        breaker.transitionToOpenState();
        breaker.transitionToHalfOpenState();
        return breaker;
    }
}
