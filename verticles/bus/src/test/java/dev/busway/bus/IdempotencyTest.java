package dev.busway.bus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.busway.bus.Idempotency.Done;
import dev.busway.bus.Problem.Kind;
import dev.busway.message.Message;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class IdempotencyTest {
    private static final Message ORDER = Message.of("CreateOrder", new JsonObject().put("n", 1));
    /** These handlers send nothing. */
    private static final Work NO_WORK = new NoTransaction(ORDER, channel -> {
        throw new IllegalStateException(channel);
    });

    private final FakeMemory memory = new FakeMemory();
    private final List<String> effects = new ArrayList<>();
    private MessageHandler effect = (message, work) -> {
        effects.add(message.id());
        return Future.succeededFuture(message.reply("answer " + effects.size()));
    };
    private final MessageHandler guarded = Idempotency.guard(memory, (message, work) -> effect.handle(message, work));

    private static final class FakeMemory implements Idempotency {
        final Map<String, Done> kept = new HashMap<>();
        Future<Void> keeping = Future.succeededFuture();

        @Override
        public Future<Optional<Done>> seen(Message message) {
            return Future.succeededFuture(Optional.ofNullable(kept.get(message.id())));
        }

        @Override
        public Future<Void> done(Message message, Done done) {
            return keeping.onSuccess(kept -> this.kept.put(message.id(), done));
        }
    }

    private Future<?> handle(Message message) {
        return guarded.handle(message, NO_WORK);
    }

    @Test
    void a_repeat_gets_the_first_answer_and_the_handler_is_not_called() {
        Object first = handle(ORDER).result();

        Object second = handle(ORDER).result();

        assertThat(effects).hasSize(1);
        assertThat(second).isEqualTo(first);
    }

    @Test
    void a_repeat_of_a_message_with_no_answer_has_none() {
        effect = (message, work) -> Future.succeededFuture("no message");
        handle(ORDER);

        assertThat(handle(ORDER).result()).isNull();
    }

    @Test
    void the_same_id_with_another_body_is_a_conflict() {
        handle(ORDER);

        Future<?> other =
                handle(ORDER.edit().payload(new JsonObject().put("n", 2)).build());

        assertThat(other.cause()).isInstanceOfSatisfying(ProblemException.class, refused -> assertThat(
                        refused.problem().kind())
                .isEqualTo(Kind.CONFLICT));
        assertThat(effects).hasSize(1);
    }

    @Test
    void repeats_at_the_same_time_wait_for_the_first_one() {
        Promise<Object> gate = Promise.promise();
        effect = (message, work) -> {
            effects.add(message.id());
            return gate.future();
        };
        Future<?> first = handle(ORDER);
        Future<?> second = handle(ORDER);
        assertThat(second.isComplete()).isFalse();

        gate.complete(ORDER.reply("once"));

        assertThat(second.result()).isEqualTo(first.result());
        assertThat(effects).hasSize(1);
    }

    @Test
    void a_message_whose_handler_failed_is_handled_again() {
        effect = (message, work) -> {
            throw new IllegalStateException("broken");
        };
        assertThat(handle(ORDER).failed()).isTrue();
        effect = (message, work) -> Future.succeededFuture(message.reply("now"));

        assertThat(handle(ORDER).result()).isInstanceOf(Message.class);
    }

    @Test
    void what_was_not_kept_is_not_told_as_done() {
        memory.keeping = Future.failedFuture("the store is away");
        assertThat(handle(ORDER).failed()).isTrue();
        memory.keeping = Future.succeededFuture();

        assertThat(handle(ORDER).succeeded()).isTrue();
        assertThat(effects).hasSize(2);
    }
}
