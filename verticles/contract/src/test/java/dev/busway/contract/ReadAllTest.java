package dev.busway.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contracts of one node, read and checked together. */
class ReadAllTest {
    private final Path folder;

    ReadAllTest(@TempDir Path folder) {
        this.folder = folder;
    }

    private static String contract(String title, String channel) {
        return "asyncapi: 3.0.0\ninfo: { title: " + title
                + ", version: 1.0.0 }\nservers: { k: { host: h, protocol: kafka } }\n" + channel;
    }

    @Test
    void documents_are_read_in_the_order_of_their_names_and_nothing_else_is() {
        Documents.write(folder, "b.yaml", contract("B", ""));
        Documents.write(folder, "a.json", "{\"asyncapi\":\"3.0.0\",\"info\":{\"title\":\"A\",\"version\":\"1\"}}");
        Documents.write(folder, "messages.yaml", "M: {}\n");
        Documents.write(folder, "notes.txt", "asyncapi: none\n");
        Documents.write(folder, "deeper/c.yaml", contract("C", ""));

        assertThat(ContractReader.readAll(folder)).extracting(Contract::service).containsExactly("a", "b");
    }

    @Test
    void the_same_promise_about_one_address_may_stand_in_two_contracts() {
        String channel = "channels: { x: { address: x, x-busway: { kind: publish-subscribe } } }\n";
        Documents.write(folder, "a.yaml", contract("A", channel));
        Documents.write(folder, "b.yaml", contract("B", channel));

        assertThat(ContractReader.readAll(folder)).hasSize(2);
    }

    @Test
    void different_promises_about_one_address_are_refused() {
        Documents.write(folder, "a.yaml", contract("A", "channels: { x: { address: x } }\n"));
        Documents.write(
                folder,
                "b.yaml",
                contract("B", "channels: { y: { address: x, x-busway: { delivery: at-least-once } } }\n"));

        assertThatThrownBy(() -> ContractReader.readAll(folder))
                .isInstanceOfSatisfying(ContractException.class, refused -> {
                    assertThat(refused.faults()).hasSize(1);
                    assertThat(refused.faults().get(0).file()).endsWith("b.yaml");
                    assertThat(refused.faults().get(0).line()).isEqualTo(4);
                    assertThat(refused.faults().get(0).cause())
                            .contains("at-least-once")
                            .contains("best-effort")
                            .contains("a.yaml");
                });
    }

    @Test
    void faults_of_all_documents_are_told_together() {
        Documents.write(folder, "a.yaml", contract("A", "chanels: {}\n"));
        Documents.write(folder, "b.yaml", "asyncapi: 3.0.0\n\tbroken\n");
        Documents.write(folder, "c.yaml", contract("A", ""));

        assertThatThrownBy(() -> ContractReader.readAll(folder))
                .isInstanceOfSatisfying(ContractException.class, refused -> assertThat(refused.faults())
                        .extracting(fault -> Path.of(fault.file()).getFileName().toString())
                        .containsExactly("a.yaml", "b.yaml", "c.yaml"));
    }

    @Test
    void a_route_stands_in_one_contract_only() {
        String route =
                "channels: { %s: { address: %s } }\noperations: { o: { action: receive, channel: { $ref: '#/channels/%s' }, "
                        + "x-busway: { http: { path: '/things/{%s}' } } } }\n";
        Documents.write(folder, "a.yaml", contract("A", route.replace("%s", "a")));
        Documents.write(folder, "b.yaml", contract("B", route.replace("%s", "b")));

        assertThatThrownBy(() -> ContractReader.readAll(folder))
                .hasMessageContaining("The route POST /things/{} is in");
    }
}
