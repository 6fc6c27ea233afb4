package dev.busway.bus.transport.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.busway.bus.Outcome;
import dev.busway.bus.Problem;
import dev.busway.bus.ProblemException;
import dev.busway.bus.Registration;
import dev.busway.message.Message;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReplyDeskTest {
    private final Vertx vertx = Vertx.vertx();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final ReplyDesk desk = new ReplyDesk(
                    vertx,
                    new FakeOutlet(),
                    2,
                    Duration.ofSeconds(5),
                    address -> Future.succeededFuture(Future::succeededFuture))
            .measured(meters, "fake");

    @AfterEach
    void close() throws Exception {
        vertx.close().await(30, TimeUnit.SECONDS);
    }

    @Test
    void a_request_that_finds_the_table_full_is_busy_and_those_in_it_are_answered() throws Exception {
        Message first = Message.of("ask", 1);
        Message second = Message.of("ask", 2);
        Future<Outcome> answered = desk.ask("a", "a.replies", first);
        Future<Outcome> waiting = desk.ask("a", "a.replies", second);

        Outcome beyond = get(desk.ask("a", "a.replies", Message.of("ask", 3)));
        desk.take(first.reply("one"));
        desk.take(second.reply("two"));

        assertThat(Objects.requireNonNull(beyond.problem()).kind()).isEqualTo(Problem.Kind.BUSY);
        assertThat(get(answered)).isInstanceOf(Outcome.Replied.class);
        assertThat(get(waiting)).isInstanceOf(Outcome.Replied.class);
    }

    @Test
    void the_table_and_its_bound_are_measured() {
        var unused = desk.ask("a", "a.replies", Message.of("ask", 1));

        assertThat(meters.get("busway.requests.waiting").gauge().value()).isEqualTo(1);
        assertThat(meters.get("busway.requests.waiting.max").gauge().value()).isEqualTo(2);
    }

    @Test
    void a_request_whose_answer_cannot_be_followed_now_is_busy_and_the_next_one_tries_again() throws Exception {
        Queue<Future<Registration>> tries = new ArrayDeque<>(List.of(
                Future.failedFuture(new ProblemException(Problem.Kind.BUSY, "There is no connection.", "")),
                Future.failedFuture("not allowed"),
                Future.succeededFuture(Future::succeededFuture)));
        ReplyDesk away = new ReplyDesk(vertx, new FakeOutlet(), 2, Duration.ofSeconds(5), address -> tries.remove());

        Problem unreachable = Objects.requireNonNull(
                get(away.ask("a", "a.replies", Message.of("ask", 1))).problem());
        Problem refused = Objects.requireNonNull(
                get(away.ask("a", "a.replies", Message.of("ask", 2))).problem());
        Message third = Message.of("ask", 3);
        Future<Outcome> answered = away.ask("a", "a.replies", third);
        away.take(third.reply("yes"));

        assertThat(unreachable.kind()).isEqualTo(Problem.Kind.BUSY);
        assertThat(unreachable.retryAfter()).isNotNull();
        assertThat(refused.kind()).isEqualTo(Problem.Kind.BROKEN);
        assertThat(get(answered)).isInstanceOf(Outcome.Replied.class);
    }

    @Test
    void a_request_whose_answer_is_not_followed_in_time_is_busy_at_its_deadline() throws Exception {
        Promise<Registration> never = Promise.promise();
        ReplyDesk slow = new ReplyDesk(vertx, new FakeOutlet(), 2, Duration.ofMillis(50), address -> never.future());

        Outcome outcome = get(slow.ask("a", "a.replies", Message.of("ask", 1)));

        assertThat(Objects.requireNonNull(outcome.problem()).kind()).isEqualTo(Problem.Kind.BUSY);
        assertThat(slow.size()).isZero();
    }

    private static Outcome get(Future<Outcome> future) throws Exception {
        return future.await(30, TimeUnit.SECONDS);
    }

    /** Takes everything. */
    private static final class FakeOutlet implements Outlet {
        @Override
        public Future<Void> ready(String address) {
            return Future.succeededFuture();
        }

        @Override
        public Future<Outcome> send(String address, Message message) {
            return Future.succeededFuture(Outcome.delivered());
        }
    }
}
