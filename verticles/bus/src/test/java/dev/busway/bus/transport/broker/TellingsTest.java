package dev.busway.bus.transport.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TellingsTest {
    private final Tellings tellings = new Tellings();

    @Test
    void what_was_decided_first_is_told_first_on_the_caller_s_loop() throws Exception {
        Vertx vertx = Vertx.vertx();
        ContextInternal context = (ContextInternal) vertx.getOrCreateContext();
        List<Integer> told = new ArrayList<>();
        CompletableFuture<Boolean> onLoop = new CompletableFuture<>();

        for (int i = 0; i < 2_000; i++) {
            int number = i;
            tellings.of(context).tell(() -> told.add(number));
        }
        tellings.of(context).tell(() -> onLoop.complete(context.nettyEventLoop().inEventLoop()));

        assertThat(onLoop.get(30, TimeUnit.SECONDS)).isTrue();
        assertThat(told)
                .containsExactlyElementsOf(IntStream.range(0, 2_000).boxed().toList());
        vertx.close().await(30, TimeUnit.SECONDS);
    }

    @Test
    void one_that_throws_keeps_none_from_being_told() throws Exception {
        Vertx vertx = Vertx.vertx();
        ContextInternal context = (ContextInternal) vertx.getOrCreateContext();
        CompletableFuture<Void> later = new CompletableFuture<>();

        context.runOnContext(here -> {
            tellings.of(context).tell(() -> {
                throw new IllegalStateException("on purpose");
            });
            tellings.of(context).tell(() -> later.complete(null));
        });

        later.get(30, TimeUnit.SECONDS);
        vertx.close().await(30, TimeUnit.SECONDS);
    }

    @Test
    void what_is_decided_after_the_loop_has_ended_is_told_all_the_same() throws Exception {
        Vertx vertx = Vertx.vertx();
        ContextInternal context = (ContextInternal) vertx.getOrCreateContext();
        vertx.close().await(30, TimeUnit.SECONDS);
        List<String> told = new ArrayList<>();

        tellings.of(context).tell(() -> told.add("late"));

        assertThat(told).containsExactly("late");
    }
}
