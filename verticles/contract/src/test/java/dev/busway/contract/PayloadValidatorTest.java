package dev.busway.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.busway.message.Payload;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PayloadValidatorTest {
    private final Path folder;

    PayloadValidatorTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void a_payload_that_fits_has_no_faults() {
        assertThat(check("{ type: object, required: [id] }", "{\"id\":1}")).isEmpty();
    }

    @Test
    void a_fault_is_told_with_its_pointer() {
        List<PayloadFault> faults = check(
                "{ type: object, properties: { lines: { items: { properties: { count: { minimum: 1 } } } } } }",
                "{\"lines\":[{\"count\":1},{\"count\":0}]}");

        assertThat(faults).hasSize(1);
        assertThat(faults.get(0).pointer()).isEqualTo("/lines/1/count");
        assertThat(faults.get(0).reason()).contains("minimum");
    }

    @Test
    void a_property_that_must_not_be_there_is_named_itself() {
        assertThat(check("{ properties: { a: {} }, additionalProperties: false }", "{\"a\":1,\"b/c\":2}"))
                .containsExactly(new PayloadFault("/b~1c", "must not be there: no such property is declared"));
    }

    @Test
    void a_payload_that_is_not_json_has_one_fault_for_the_whole() {
        for (String text : List.of("{", "{} {}", "{\"a\":1,\"a\":2}", "oops")) {
            List<PayloadFault> faults = check("{ type: object }", text);
            assertThat(faults).hasSize(1);
            assertThat(faults.get(0).pointer()).isEmpty();
        }
        assertThat(check("{ type: object }", "")).hasSize(1);
    }

    @Test
    void a_pattern_that_ends_in_dollar_does_not_match_before_a_newline() {
        String schema = "{ type: string, pattern: '^c-[0-9]+$' }";

        assertThat(check(schema, "\"c-1\"")).isEmpty();
        assertThat(check(schema, "\"c-1\\n\"")).hasSize(1);
        assertThat(check("{ type: string, pattern: '^(a|b$)[$]?\\$?$' }", "\"a$$\""))
                .isEmpty();
        assertThat(check("{ additionalProperties: false, patternProperties: { '^x$': {} } }", "{\"x\\n\":1}"))
                .hasSize(1);
    }

    @Test
    void of_a_choice_the_branch_that_was_meant_is_told() {
        String schema = """
                { oneOf: [
                    { type: object, required: [kind, radius], properties: { kind: { const: circle }, radius: { type: number } } },
                    { type: object, required: [kind, side], properties: { kind: { const: square }, side: { type: number } } },
                    { type: 'null' } ] }
                """.replace("\n", " ");

        assertThat(check(schema, "{\"kind\":\"square\",\"side\":\"long\"}"))
                .extracting(PayloadFault::pointer)
                .containsExactly("/side");
        assertThat(check(schema, "{\"kind\":\"circle\"}"))
                .extracting(PayloadFault::reason)
                .singleElement()
                .asString()
                .contains("radius");
    }

    @Test
    void a_choice_behind_a_reference_is_told_the_same_way() {
        Contract contract = Documents.read(folder, Documents.HEAD + """
                channels:
                  a: { address: a, messages: { M: { payload: { properties: { shapes: { items: { $ref: '#/components/schemas/shape' } } } } } } }
                components:
                  schemas:
                    shape: { anyOf: [ { type: string }, { $ref: '#/components/schemas/square' } ] }
                    square: { type: object, properties: { side: { type: number } } }
                """);

        assertThat(validator(contract)
                        .check(text("{\"shapes\":[\"dot\",{\"side\":1},{\"side\":\"long\"},{\"side\":true}]}")))
                .extracting(PayloadFault::pointer)
                .containsExactly("/shapes/2/side", "/shapes/3/side");
    }

    @Test
    void at_most_ten_faults_are_told() {
        assertThat(check("{ items: { type: string } }", "[1,2,3,4,5,6,7,8,9,10,11,12]"))
                .hasSize(10);
    }

    @Test
    void an_array_whose_elements_must_be_unique_has_a_bound() {
        StringBuilder many = new StringBuilder("[0");
        for (int i = 1; i <= 10_000; i++) {
            many.append(',').append(i);
        }

        assertThat(check("{ type: array, uniqueItems: true }", "[1,2]")).isEmpty();
        assertThat(check("{ type: array, uniqueItems: true }", many.append(']').toString()))
                .extracting(PayloadFault::reason)
                .singleElement()
                .asString()
                .contains("10,000");
    }

    @Test
    void properties_with_the_names_of_keywords_are_properties() {
        String schema =
                "{ type: object, required: [id, $id], properties: { id: { type: integer }, $id: { type: string }, "
                        + "default: { type: string, uniqueItems: true }, enum: { $ref: '#/components/schemas/text' } } }";

        assertThat(check(schema, "{\"id\":1,\"$id\":\"x\",\"default\":\"d\",\"enum\":\"e\"}"))
                .isEmpty();
        assertThat(check(schema, "{\"id\":\"1\",\"$id\":2,\"default\":3,\"enum\":4}"))
                .hasSize(4);
    }

    private List<PayloadFault> check(String schema, String payload) {
        Contract contract = Documents.read(
                folder,
                Documents.HEAD
                        + "channels: { a: { address: a, messages: { M: { payload: " + schema + " } } } }\n"
                        + "components: { schemas: { text: { type: string } } }\n");
        return validator(contract).check(text(payload));
    }

    private static PayloadValidator validator(Contract contract) {
        return contract.channels().get(0).messages().get(0).validator();
    }

    private static Payload text(String payload) {
        return Payload.ofText(payload);
    }
}
