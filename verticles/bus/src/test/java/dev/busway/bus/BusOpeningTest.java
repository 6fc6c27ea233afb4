package dev.busway.bus;

import static dev.busway.contract.ChannelKind.POINT_TO_POINT;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.busway.config.ConfigException;
import dev.busway.contract.OperationSpec;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BusOpeningTest {
    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() {
        Samples.await(vertx.close());
    }

    @Test
    void an_answer_that_comes_later_is_refused_on_a_node_with_no_database() {
        OperationSpec later = new OperationSpec(
                "create",
                OperationSpec.Action.RECEIVE,
                "orders",
                List.of(),
                Optional.empty(),
                true,
                List.of(),
                Duration.ofSeconds(1),
                10,
                Optional.empty(),
                OperationSpec.Respond.LATER);

        assertThatThrownBy(() -> Samples.open(vertx, List.of(Samples.channel("orders", POINT_TO_POINT)), later))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("no database")
                .hasMessageContaining("operation create responds later")
                .hasMessageContaining("Mend:");
    }
}
