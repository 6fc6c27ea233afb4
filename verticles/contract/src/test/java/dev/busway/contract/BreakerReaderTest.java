package dev.busway.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BreakerReaderTest {
    private static final String OPERATION = Documents.HEAD + """
            channels:
              orders: { address: orders }
            operations:
              createOrder:
                action: receive
                channel: { $ref: '#/channels/orders' }
                x-busway:
                  timeout: 2s
            """;
    private static final String BREAKER = "operations.createOrder.x-busway.breaker";

    private final Path folder;

    BreakerReaderTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void every_setting_of_a_breaker_is_read() {
        assertThat(breaker("""
                              breaker: { failureRate: 80, window: 50, minimumCalls: 10, openFor: 500ms, probes: 5, slowCall: 1s, slowRate: 90 }
                        """))
                .contains(
                        new BreakerSpec(80, 50, 10, Duration.ofMillis(500), 5, Optional.of(Duration.ofSeconds(1)), 90));
    }

    @Test
    void an_operation_that_names_no_breaker_has_none() {
        assertThat(breaker("")).isEmpty();
    }

    @Test
    void an_empty_breaker_has_the_defaults() {
        assertThat(breaker("      breaker: {}\n")).contains(BreakerSpec.DEFAULTS);
    }

    @Test
    void slow_calls_weigh_like_failed_ones_where_no_rate_of_their_own_is_given() {
        assertThat(breaker("      breaker: { failureRate: 30, slowCall: 100ms }\n")
                        .orElseThrow()
                        .slowRate())
                .isEqualTo(30);
    }

    @Test
    void a_small_window_needs_no_more_calls_than_it_holds() {
        assertThat(breaker("      breaker: { window: 10 }\n").orElseThrow().minimumCalls())
                .isEqualTo(10);
    }

    @Test
    void a_value_out_of_bounds_is_told_with_its_line() {
        ContractFault fault = fault("      breaker:\n        window: 100\n        failureRate: 0\n");

        assertThat(fault.line()).isEqualTo(13);
        assertThat(fault.pointer()).isEqualTo("/operations/createOrder/x-busway/breaker/failureRate");
        assertThat(fault.cause()).isEqualTo(BREAKER + ".failureRate must be a whole number from 1 to 100, was 0.");
    }

    @Test
    void a_misspelled_setting_is_told_with_the_one_that_was_meant() {
        ContractFault fault = fault("      breaker: { failurRate: 50 }\n");

        assertThat(fault.mend()).isEqualTo("Did you mean failureRate?");
    }

    @Test
    void a_breaker_that_could_never_open_is_refused() {
        ContractFault fault = fault("      breaker:\n        window: 10\n        minimumCalls: 20\n");

        assertThat(fault.line()).isEqualTo(13);
        assertThat(fault.cause())
                .isEqualTo(BREAKER
                        + ".minimumCalls is 20, and the window holds only 10 calls: the circuit would never open.");
    }

    @Test
    void a_slow_call_that_has_timed_out_before_is_refused() {
        ContractFault fault = fault("      breaker: { slowCall: 2s }\n");

        assertThat(fault.pointer()).endsWith("/breaker/slowCall");
        assertThat(fault.cause())
                .isEqualTo(BREAKER + ".slowCall is 2s, and the operation's timeout 2s: no call would be slow.");
    }

    @Test
    void a_rate_of_slow_calls_without_a_slow_call_is_refused() {
        assertThat(fault("      breaker: { slowRate: 20 }\n").mend()).startsWith("Add slowCall");
    }

    @Test
    void what_is_no_breaker_at_all_is_refused() {
        assertThat(fault("      breaker: 50\n").cause()).isEqualTo(BREAKER + " must be an object of settings.");
    }

    @Test
    void a_breaker_stands_only_where_calls_are_received() {
        assertThat(Documents.faults(folder, Documents.HEAD + """
                channels:
                  orders: { address: orders, x-busway: { breaker: {} } }
                operations:
                  tell:
                    action: send
                    channel: { $ref: '#/channels/orders' }
                    x-busway:
                      breaker: {}
                """))
                .extracting(ContractFault::line, ContractFault::pointer)
                .containsExactlyInAnyOrder(
                        tuple(4, "/channels/orders/x-busway/breaker"), tuple(10, "/operations/tell/x-busway/breaker"));
    }

    private Optional<BreakerSpec> breaker(String settings) {
        return Documents.read(folder, OPERATION + settings).operations().get(0).breaker();
    }

    private ContractFault fault(String settings) {
        return Documents.fault(folder, OPERATION + settings);
    }
}
