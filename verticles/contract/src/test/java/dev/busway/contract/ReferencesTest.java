package dev.busway.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.busway.message.Payload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code $ref} inside a file, between files, and out of bounds. */
class ReferencesTest {
    private final Path folder;

    ReferencesTest(@TempDir Path folder) {
        this.folder = folder;
    }

    private static final String ONE_CHANNEL =
            Documents.HEAD + "channels: { a: { address: a, messages: { M: { $ref: '%s' } } } }\n";

    @Test
    void a_recursive_schema_of_another_file_works_and_so_does_its_bundle() {
        Documents.write(folder, "shared/tree.json", """
                {"definitions": {"node": {"type": "object", "required": ["name"],
                  "properties": {"name": {"type": "string"}, "children": {"type": "array", "items": {"$ref": "#/definitions/node"}}}}}}
                """);
        Contract contract = Documents.read(folder, Documents.HEAD + """
                channels:
                  a:
                    address: a
                    messages:
                      M: { payload: { $ref: 'shared/tree.json#/definitions/node' } }
                """);
        Contract again = ContractReader.read(Documents.write(folder, "again/bundle.json", contract.document()));

        for (Contract one : List.of(contract, again)) {
            PayloadValidator validator = one.channels().get(0).messages().get(0).validator();
            assertThat(validator.check(json("{\"name\":\"a\",\"children\":[{\"name\":\"b\",\"children\":[]}]}")))
                    .isEmpty();
            assertThat(validator.check(json("{\"name\":\"a\",\"children\":[{\"name\":\"b\",\"children\":[{}]}]}")))
                    .extracting(PayloadFault::pointer)
                    .containsExactly("/children/0/children/0");
        }
        assertThat(again.document()).isEqualTo(contract.document()).doesNotContain("tree.json");
    }

    @Test
    void the_bundle_of_a_document_of_many_files_reads_the_same() {
        Contract backend =
                ContractReader.read(Path.of("src/test/resources/asyncapi/social-media/backend/asyncapi.yaml"));
        Contract again = ContractReader.read(Documents.write(folder, "bundle.json", backend.document()));

        assertThat(new ContractReport(again).toJson()).isEqualTo(new ContractReport(backend).toJson());
        assertThat(backend.document()).doesNotContain("yaml");
    }

    @Test
    void a_fault_in_another_file_is_told_where_it_is() {
        Documents.write(folder, "shared/messages.yaml", "Fine: {}\nM:\n  payload: {}\n  contenttype: text/plain\n");
        ContractFault fault = Documents.fault(folder, ONE_CHANNEL.formatted("shared/messages.yaml#/M"));

        assertThat(fault.file()).endsWith("shared/messages.yaml");
        assertThat(fault.line()).isEqualTo(4);
        assertThat(fault.pointer()).isEqualTo("/M/contenttype");
        assertThat(fault.mend()).isEqualTo("Did you mean contentType?");
    }

    @Test
    void a_reference_to_the_web_is_refused() {
        assertThat(Documents.fault(folder, ONE_CHANNEL.formatted("https://example.com/messages.yaml#/M"))
                        .cause())
                .isEqualTo("$ref leads to https://example.com/messages.yaml, and Busway reads no URLs.");
        assertThat(Documents.fault(folder, ONE_CHANNEL.formatted("file:///etc/passwd"))
                        .cause())
                .contains("reads no URLs");
    }

    @Test
    void a_reference_out_of_the_folder_is_refused() throws IOException {
        Path secret = Documents.write(folder, "secret.yaml", "M: {}\n");
        Path contracts = Files.createDirectories(folder.resolve("deep/contracts"));
        Files.createSymbolicLink(contracts.resolve("link.yaml"), secret);

        for (String ref :
                List.of("../../secret.yaml#/M", "/etc/hostname", "link.yaml#/M", "%2e%2e/%2e%2e/secret.yaml#/M")) {
            ContractFault fault = Documents.fault(contracts, ONE_CHANNEL.formatted(ref));
            assertThat(fault.line()).isEqualTo(3);
            assertThat(fault.cause()).contains("outside of the folder that holds the contracts");
        }
    }

    @Test
    void a_reference_to_nothing_is_told_with_the_nearest_name() {
        Documents.write(folder, "messages.yaml", "OrderCreated: {}\n");

        assertThat(Documents.fault(folder, ONE_CHANNEL.formatted("messages.yaml#/Lost"))
                        .cause())
                .contains("messages.yaml#/Lost, and nothing stands there");
        assertThat(Documents.fault(folder, ONE_CHANNEL.formatted("absent.yaml#/M"))
                        .cause())
                .contains("absent.yaml, which is not there");
        ContractFault inside = Documents.fault(
                folder,
                ONE_CHANNEL.formatted("#/components/messages/OrderCreatd")
                        + "components: { messages: { OrderCreated: {} } }\n");
        assertThat(inside.pointer()).isEqualTo("/channels/a/messages/M/$ref");
        assertThat(inside.mend()).isEqualTo("Did you mean /components/messages/OrderCreated?");
    }

    @Test
    void references_in_a_circle_are_refused() {
        Documents.write(folder, "circle.yaml", "A: { $ref: '#/B' }\nB: { $ref: 'circle.yaml#/A' }\n");

        assertThat(Documents.faults(folder, ONE_CHANNEL.formatted("circle.yaml#/A")))
                .anyMatch(fault -> fault.cause().contains("leads back to itself"));
        assertThat(Documents.faults(folder, Documents.HEAD + """
                channels: { a: { $ref: '#/components/channels/a' } }
                components: { channels: { a: { $ref: '#/channels/a' } } }
                """))
                .anyMatch(fault -> fault.cause().contains("leads only back to itself"));
    }

    @Test
    void a_schema_that_is_only_a_circle_is_refused() {
        assertThat(Documents.faults(folder, Documents.HEAD + """
                channels: { a: { address: a, messages: { M: { payload: { $ref: '#/components/schemas/A' } } } } }
                components: { schemas: { A: { $ref: '#/components/schemas/B' }, B: { $ref: '#/components/schemas/A' } } }
                """))
                .allMatch(fault -> fault.cause().contains("leads only back to itself"));
    }

    @Test
    void an_alias_that_stands_for_too_much_is_refused() {
        StringBuilder laughs =
                new StringBuilder(Documents.HEAD).append("x-0: &l0 [ha, ha, ha, ha, ha, ha, ha, ha, ha]\n");
        for (int i = 1; i < 9; i++) {
            laughs.append("x-" + i + ": &l" + i + " [" + ("*l" + (i - 1) + ", ").repeat(9) + "]\n");
        }

        assertThat(Documents.faults(folder, laughs.toString()).get(0).cause())
                .contains("too deeply or grows too large");
    }

    private static Payload json(String text) {
        return Payload.ofText(text);
    }
}
