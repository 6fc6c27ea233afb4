package dev.busway.bus.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.busway.bus.Outcome;
import dev.busway.bus.Problem;
import dev.busway.message.Message;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import org.junit.jupiter.api.Test;

class LimitTest {
    private static final Message ANY = Message.builder("any").build();

    private final Limit stage = new Limit("the operation createOrder", 1);

    @Test
    void one_more_than_the_most_is_busy_and_told_when_to_come_back() {
        Promise<Outcome> open = Promise.promise();
        Passing next = Passing.with(open.future());
        Future<Outcome> first = stage.pass(ANY, next);

        Problem problem = Passing.refused(stage.pass(ANY, next));

        assertThat(problem.kind()).isEqualTo(Problem.Kind.BUSY);
        assertThat(problem.cause()).contains("createOrder");
        assertThat(problem.retryAfter()).isEqualTo(Limit.RETRY_AFTER);
        assertThat(first.isComplete()).isFalse();
    }

    @Test
    void an_outcome_makes_room_whatever_it_is() {
        Promise<Outcome> open = Promise.promise();
        stage.pass(ANY, Passing.with(open.future()));

        open.complete(Outcome.refused(Problem.Kind.BROKEN, "Oh.", ""));

        assertThat(stage.inFlight()).isZero();
        assertThat(stage.pass(ANY, Passing.delivered()).result()).isEqualTo(Outcome.delivered());
    }

    @Test
    void a_throw_makes_room() {
        assertThatThrownBy(() -> stage.pass(ANY, message -> {
                    throw new IllegalStateException("broken end");
                }))
                .isInstanceOf(IllegalStateException.class);

        assertThat(stage.inFlight()).isZero();
    }
}
