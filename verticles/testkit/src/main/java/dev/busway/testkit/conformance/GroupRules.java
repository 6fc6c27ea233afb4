package dev.busway.testkit.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.busway.bus.Registration;
import dev.busway.message.Message;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Groups: who gets a message, and what happens when a handler goes. */
public abstract class GroupRules extends StyleRules {
    @Test
    void a_point_to_point_message_goes_to_one_handler_of_all_nodes() {
        String address = address();
        given(pointToPoint(address).build());
        AtomicInteger handled = new AtomicInteger();
        handleOnOne(address, "a", (message, work) -> Future.succeededFuture(handled.incrementAndGet()));
        handleOnTwo(address, "b", (message, work) -> Future.succeededFuture(handled.incrementAndGet()));

        await(Future.join(sends(address, 40)));

        eventually(() -> handled.get() >= 40);
        assertThat(handled).hasValue(40);
    }

    @Test
    void a_published_message_reaches_each_group_once() {
        String address = address();
        given(publishSubscribe(address).build());
        AtomicInteger mail = new AtomicInteger();
        AtomicInteger audit = new AtomicInteger();
        handleOnOne(address, "mail", (message, work) -> Future.succeededFuture(mail.incrementAndGet()));
        handleOnTwo(address, "mail", (message, work) -> Future.succeededFuture(mail.incrementAndGet()));
        handleOnTwo(address, "mail", (message, work) -> Future.succeededFuture(mail.incrementAndGet()));
        handleOnTwo(address, "audit", (message, work) -> Future.succeededFuture(audit.incrementAndGet()));

        for (int i = 0; i < 20; i++) {
            await(one().channel(address).publish(message(i)));
        }

        eventually(() -> mail.get() >= 20 && audit.get() >= 20);
        assertThat(mail).hasValue(20);
        assertThat(audit).hasValue(20);
    }

    @Test
    void publishing_to_nobody_is_no_failure() {
        String address = address();
        given(publishSubscribe(address).build());

        await(one().channel(address).publish(message()));
    }

    @Test
    void a_handler_that_left_takes_nothing_and_the_others_take_all() {
        String address = address();
        given(pointToPoint(address).build());
        AtomicInteger gone = new AtomicInteger();
        AtomicInteger stays = new AtomicInteger();
        Registration leaving =
                handleOnTwo(address, "g", (message, work) -> Future.succeededFuture(gone.incrementAndGet()));
        handleOnOne(address, "g", (message, work) -> Future.succeededFuture(stays.incrementAndGet()));
        await(leaving.unregister());

        await(Future.join(sends(address, 30)));

        eventually(() -> stays.get() >= 30);
        assertThat(gone).hasValue(0);
    }

    @Test
    void leaving_under_load_answers_every_request() {
        String address = address();
        given(pointToPoint(address).build());
        Registration leaving =
                handleOnTwo(address, "g", (message, work) -> Future.succeededFuture(message.reply(number(message))));
        handleOnOne(address, "g", (message, work) -> Future.succeededFuture(message.reply(number(message))));
        List<Future<Message>> answers = new ArrayList<>();

        for (int i = 0; i < 100; i++) {
            answers.add(two().channel(address).request(message(i)));
        }
        Future<Void> left = leaving.unregister();
        for (int i = 100; i < 200; i++) {
            answers.add(two().channel(address).request(message(i)));
        }

        await(left);
        await(Future.join(answers));
        assertThat(answers).allMatch(Future::succeeded);
    }

    @Test
    void unregistering_waits_for_what_is_in_flight() {
        String address = address();
        given(pointToPoint(address).build());
        Promise<Void> slow = Promise.promise();
        Promise<Void> started = Promise.promise();
        Registration leaving = handleOnTwo(address, "g", (message, work) -> {
            started.tryComplete();
            return slow.future();
        });
        Future<Void> sent = one().channel(address).send(message());
        await(started.future());

        Future<Void> left = leaving.unregister();
        boolean early = left.isComplete();
        slow.complete();

        await(left);
        await(sent);
        assertThat(early).isFalse();
    }

    private List<Future<Void>> sends(String address, int count) {
        List<Future<Void>> sent = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            sent.add(one().channel(address).send(message(i)));
        }
        return sent;
    }
}
