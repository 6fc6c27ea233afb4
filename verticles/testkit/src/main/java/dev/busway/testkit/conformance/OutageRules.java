package dev.busway.testkit.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.busway.bus.transport.Feature;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Outages of the broker and of the way to it: what was accepted is handled, and who calls meanwhile hears in time. */
public abstract class OutageRules extends DurableRules {
    private static final int PER_KEY = 50;
    private static final Duration DEADLINE = Duration.ofSeconds(1);
    private static final Duration SLACK = Duration.ofSeconds(20);

    @Test
    void a_broker_restart_in_the_middle_of_a_load_loses_nothing() {
        needs(Feature.DURABLE);
        nothingIsLostOver(hook(brokerRestart(), "no broker restart here"));
    }

    @Test
    void a_connection_reset_in_the_middle_of_a_load_loses_nothing() {
        needs(Feature.DURABLE);
        nothingIsLostOver(hook(connectionReset(), "no connection reset here"));
    }

    @Test
    void requests_while_connections_break_end_by_their_deadline_and_succeed_again() {
        needs(Feature.DURABLE);
        Runnable fault = hook(connectionReset(), "no connection reset here");
        String address = address();
        given(pointToPoint(address).build());
        handleOnTwo(address, "g", (message, work) -> Future.succeededFuture(message.reply("ok")));
        await(one().channel(address).request(message()));

        fault.run();
        long start = System.nanoTime();
        Future<?> meanwhile = one().channel(address).request(message(), DEADLINE);

        await(meanwhile.transform(ended -> Future.succeededFuture()));
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(DEADLINE.plus(SLACK));
        if (meanwhile.failed()) {
            assertThat(refusal(meanwhile).kind().retryable())
                    .as("may succeed later")
                    .isTrue();
        }
        eventually(() -> await(one().channel(address)
                .request(message(), DEADLINE)
                .transform(answer -> Future.succeededFuture(answer.succeeded()))));
    }

    private void nothingIsLostOver(Runnable fault) {
        String address = address();
        given(pointToPoint(address).key("/key").shards(4).build());
        Handled handled = new Handled();
        handleOnOne(address, "g", (message, work) -> {
            handled.note(message);
            return Future.succeededFuture();
        });
        handleOnTwo(address, "g", (message, work) -> {
            handled.note(message);
            return Future.succeededFuture();
        });
        Load load = new Load(node(0).vertx(), one().channel(address), PER_KEY);

        Future<?> sent = load.run();
        eventually(() -> load.accepted() > load.size() / 4);
        fault.run();
        await(sent);

        eventually(() -> handled.size() == load.size());
    }

    /** Skips a rule of a fault that cannot be made here. */
    protected static Runnable hook(Optional<Runnable> fault, String reason) {
        assumeTrue(fault.isPresent(), reason);
        return fault.get();
    }
}
