package dev.busway.bus.stage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.busway.bus.Outcome;
import dev.busway.bus.Problem;
import dev.busway.bus.stage.Deadline.Travel;
import dev.busway.message.Message;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DeadlineTest {
    private static final Message ANY = Message.builder("any").build();

    private final Vertx vertx = Vertx.vertx();
    private final Promise<Outcome> open = Promise.promise();

    @AfterEach
    void close() throws Exception {
        vertx.close().await(30, TimeUnit.SECONDS);
    }

    @Test
    void a_call_that_nobody_ends_is_a_timeout_and_never_early() throws Exception {
        long start = System.currentTimeMillis();

        Outcome outcome = get(stage(50, Travel.WITH_MESSAGE).pass(ANY, Passing.with(open.future())));

        assertThat(outcome).isInstanceOfSatisfying(Outcome.Refused.class, refused -> assertThat(
                        refused.problem().kind())
                .isEqualTo(Problem.Kind.TIMEOUT));
        assertThat(System.currentTimeMillis() - start).isGreaterThanOrEqualTo(50);
    }

    @Test
    void an_outcome_in_time_is_the_outcome_and_a_second_one_changes_nothing() throws Exception {
        Future<Outcome> passed = stage(5_000, Travel.WITH_MESSAGE).pass(ANY, Passing.with(open.future()));

        open.complete(Outcome.delivered());

        assertThat(get(passed)).isEqualTo(Outcome.delivered());
    }

    @Test
    void an_end_whose_future_fails_is_broken_and_not_a_failure() throws Exception {
        Future<Outcome> passed = stage(5_000, Travel.WITH_MESSAGE).pass(ANY, Passing.with(open.future()));

        open.fail(new IllegalStateException("the port broke its promise"));

        assertThat(get(passed)).isInstanceOf(Outcome.Refused.class);
    }

    @Test
    void the_deadline_travels_where_it_should() {
        Passing travelling = Passing.delivered();
        Passing staying = Passing.delivered();
        long before = System.currentTimeMillis();

        stage(1_000, Travel.WITH_MESSAGE).pass(ANY, travelling);
        stage(1_000, Travel.STAYS_HERE).pass(ANY, staying);

        assertThat(travelling.only().deadlineMillis()).isBetween(before + 1_000, before + 10_000);
        assertThat(staying.only().deadlineMillis()).isZero();
    }

    @Test
    void a_deadline_that_the_caller_gave_stays() {
        Passing next = Passing.delivered();
        Message dated = ANY.within(Duration.ofSeconds(3));

        stage(1, Travel.WITH_MESSAGE).pass(dated, next);

        assertThat(next.only()).isSameAs(dated);
    }

    @Test
    void many_deadlines_end_each_at_its_own_time() throws Exception {
        List<Future<Outcome>> calls = new ArrayList<>();
        List<Integer> order = new ArrayList<>();
        vertx.runOnContext(go -> {
            for (int millis : new int[] {160, 40, 100}) {
                Promise<Outcome> never = Promise.promise();
                calls.add(stage(millis, Travel.WITH_MESSAGE)
                        .pass(ANY, Passing.with(never.future()))
                        .onSuccess(timeout -> order.add(millis)));
            }
        });
        Promise<Void> all = Promise.promise();
        vertx.runOnContext(go -> Future.join(calls).<Void>mapEmpty().onComplete(all));

        all.future().await(30, TimeUnit.SECONDS);

        assertThat(order).containsExactly(40, 100, 160);
    }

    private Deadline stage(long millis, Travel travel) {
        return new Deadline(vertx, message -> millis, travel, Duration.ZERO);
    }

    private static Outcome get(Future<Outcome> future) throws Exception {
        return future.await(30, TimeUnit.SECONDS);
    }
}
