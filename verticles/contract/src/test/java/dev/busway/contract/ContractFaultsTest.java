package dev.busway.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an author is told: file, line, pointer, cause, mend; one line for each fault and no more. */
class ContractFaultsTest {
    private final Path folder;

    ContractFaultsTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void a_misspelled_action_is_told_with_its_line_and_the_word_that_was_meant() {
        ContractFault fault = Documents.fault(folder, Documents.HEAD + """
                channels:
                  orders: { address: orders }
                operations:
                  createOrder:
                    action: recieve
                    channel: { $ref: '#/channels/orders' }
                """);

        assertThat(fault.file()).endsWith("contract.yaml");
        assertThat(fault.line()).isEqualTo(7);
        assertThat(fault.pointer()).isEqualTo("/operations/createOrder/action");
        assertThat(fault.cause()).isEqualTo("action must be send or receive, was recieve.");
        assertThat(fault.mend()).isEqualTo("Did you mean receive?");
    }

    @Test
    void an_older_version_of_asyncapi_is_refused_by_one_sentence() {
        ContractFault fault = Documents.fault(folder, """
                asyncapi: 2.6.0
                info: { title: Old, version: 1.0.0 }
                channels:
                  a: { publish: { message: {} } }
                """);

        assertThat(fault.line()).isEqualTo(1);
        assertThat(fault.cause()).isEqualTo("AsyncAPI 2.6.0 is not supported: Busway reads 3.0.0 and 3.1.0.");
        assertThat(fault.mend()).contains("convert");
    }

    @Test
    void a_tab_is_told_with_its_line() {
        ContractFault fault = Documents.fault(folder, Documents.HEAD + "channels:\n\ta: {}\n");

        assertThat(fault.line()).isEqualTo(4);
        assertThat(fault.cause()).startsWith("This is not YAML:");
        assertThat(fault.mend()).isEqualTo("Indent with spaces.");
    }

    @Test
    void broken_yaml_and_broken_json_are_told_with_their_lines() {
        assertThat(Documents.fault(folder, Documents.HEAD + "channels: { a: [ }\n")
                        .line())
                .isEqualTo(3);
        assertThat(Documents.faults(Documents.write(folder, "c.json", "{\n  \"asyncapi\": \"3.0.0\",\n  oops\n}"))
                        .get(0)
                        .line())
                .isEqualTo(3);
    }

    @Test
    void a_key_that_stands_twice_is_refused_with_the_line_of_the_second() {
        ContractFault fault = Documents.fault(folder, Documents.HEAD + """
                channels:
                  a: { address: a }
                  a: { address: b }
                """);

        assertThat(fault.line()).isEqualTo(5);
        assertThat(fault.cause()).isEqualTo("The key a stands here twice.");
    }

    @Test
    void an_unknown_key_is_told_with_the_nearest_one() {
        ContractFault fault = Documents.fault(folder, Documents.HEAD + """
                channels:
                  orders:
                    adress: orders
                """);

        assertThat(fault.line()).isEqualTo(5);
        assertThat(fault.pointer()).isEqualTo("/channels/orders/adress");
        assertThat(fault.mend()).isEqualTo("Did you mean address?");
    }

    @Test
    void an_unknown_setting_is_told_with_the_nearest_one() {
        ContractFault fault = Documents.fault(folder, Documents.HEAD + """
                channels:
                  orders:
                    address: orders
                    x-busway:
                      delivry: best-effort
                """);

        assertThat(fault.line()).isEqualTo(7);
        assertThat(fault.cause()).isEqualTo("channels.orders.x-busway.delivry is not a setting.");
        assertThat(fault.mend()).isEqualTo("Did you mean delivery?");
    }

    @Test
    void a_setting_out_of_its_bounds_is_named_by_its_path() {
        List<ContractFault> faults = Documents.faults(folder, Documents.HEAD + """
                servers: { events: { host: h, protocol: kafka } }
                channels:
                  orders:
                    address: orders
                    x-busway:
                      delivery: at-least-once
                      shards: 5000
                      kind: queue
                      retry: { attempts: many, initial: 2 seconds, max: 2h }
                """);

        assertThat(faults)
                .extracting(ContractFault::cause)
                .containsExactlyInAnyOrder(
                        "channels.orders.x-busway.shards must be a whole number from 1 to 4096, was 5000.",
                        "channels.orders.x-busway.kind must be point-to-point or publish-subscribe, was queue.",
                        "channels.orders.x-busway.retry.attempts must be a whole number from 1 to 100, was many.",
                        "channels.orders.x-busway.retry.initial must be a time from 1ms to 1h, like 100ms, 2s, 1m or 1h, was 2 seconds.",
                        "channels.orders.x-busway.retry.max must be a time from 1ms to 1h, like 100ms, 2s, 1m or 1h, was 2h.");
    }

    @Test
    void all_faults_of_a_document_are_told_at_once() {
        List<ContractFault> faults = Documents.faults(folder, """
                asyncapi: 3.0.0
                info: { title: Some Service }
                channels:
                  a: { address: same, x-busway: { shards: 0 } }
                  b: { address: same, messages: { M: { $ref: '#/components/messages/Lost' } } }
                operations:
                  go: { action: recieve, channel: { $ref: '#/channels/c' } }
                """);

        assertThat(faults)
                .extracting(ContractFault::line, ContractFault::pointer)
                .containsExactlyInAnyOrder(
                        tuple(2, "/info"),
                        tuple(4, "/channels/a/x-busway/shards"),
                        tuple(5, "/channels/b/address"),
                        tuple(5, "/channels/b/messages/M/$ref"),
                        tuple(7, "/operations/go/action"),
                        tuple(7, "/operations/go/channel/$ref"));
    }

    @Test
    void a_message_that_is_not_the_channels_is_refused_and_the_right_reference_told() {
        ContractFault fault = Documents.fault(folder, Documents.HEAD + """
                channels:
                  orders: { address: orders, messages: { Create: { $ref: '#/components/messages/Create' } } }
                operations:
                  create:
                    action: receive
                    channel: { $ref: '#/channels/orders' }
                    messages: [{ $ref: '#/components/messages/Create' }]
                components: { messages: { Create: {} } }
                """);

        assertThat(fault.line()).isEqualTo(9);
        assertThat(fault.cause()).contains("is not a message of the operation's channel orders");
        assertThat(fault.mend()).isEqualTo("Write #/channels/orders/messages/Create.");
    }

    @Test
    void a_file_that_is_not_there_is_a_fault_and_no_stack_trace() {
        assertThat(Documents.faults(folder.resolve("absent.yaml")).get(0).cause())
                .contains("cannot be read");
    }
}
