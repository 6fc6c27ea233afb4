package dev.busway.contract.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.busway.contract.Contract;
import dev.busway.contract.ContractReader;
import dev.busway.contract.source.Pointers;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Every pair of the tables has the class that stands beside it. */
class PairsTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    @TempDir
    private Path folder = Path.of("");

    @TestFactory
    Stream<DynamicTest> a_change_of_a_schema_has_its_class_for_those_who_send_and_those_who_receive() {
        return pairs(read("schemas.yaml"))
                .map(pair -> DynamicTest.dynamicTest(pair.path("change").asText(), () -> schema(pair)));
    }

    private static void schema(JsonNode pair) {
        JsonNode old = pair.path("old");
        JsonNode now = pair.path("new");
        List<SchemaChange> changes = SchemaComparison.of(new Document(old), old, new Document(now), now);

        assertThat(level(changes, Side.SENDERS))
                .as("to senders: %s", changes)
                .isEqualTo(pair.path("senders").asText());
        assertThat(level(changes, Side.RECEIVERS))
                .as("to receivers: %s", changes)
                .isEqualTo(pair.path("receivers").asText());
        if (pair.has("at")) {
            assertThat(changes)
                    .extracting(SchemaChange::pointer)
                    .contains(pair.path("at").asText());
        }
    }

    private static String level(List<SchemaChange> changes, Side side) {
        Level level = Level.COMPATIBLE;
        for (SchemaChange change : changes) {
            level = level.or(side.level(change.shift()));
        }
        return level.word();
    }

    @TestFactory
    Stream<DynamicTest> a_change_of_a_contract_has_its_class() {
        JsonNode table = read("contracts.yaml");
        return pairs(table.path("pairs"))
                .map(pair -> DynamicTest.dynamicTest(
                        pair.path("change").asText(), () -> contract(table.path("contract"), pair)));
    }

    private void contract(JsonNode base, JsonNode pair) {
        ObjectNode changed = base.deepCopy();
        pair.path("set").properties().forEach(one -> ((ObjectNode) changed.at(Pointers.parent(one.getKey())))
                .set(Pointers.last(one.getKey()), one.getValue()));
        pair.path("remove").forEach(pointer -> ((ObjectNode) changed.at(Pointers.parent(pointer.asText())))
                .remove(Pointers.last(pointer.asText())));

        Compatibility found = Compatibility.of(contract(base, "old.json"), contract(changed, "new.json"));

        assertThat(found.level().word())
                .as("%s", found.differences())
                .isEqualTo(pair.path("level").asText());
        if (pair.has("at")) {
            assertThat(found.differences(found.level()))
                    .extracting(Difference::pointer)
                    .contains(pair.path("at").asText());
        } else {
            assertThat(found.differences()).isEmpty();
        }
    }

    private Contract contract(JsonNode document, String name) {
        try {
            return ContractReader.read(Files.writeString(folder.resolve(name), document.toString()));
        } catch (IOException broken) {
            throw new AssertionError("not written", broken);
        }
    }

    private static Stream<JsonNode> pairs(JsonNode table) {
        List<JsonNode> pairs = new ArrayList<>();
        table.forEach(pairs::add);
        return pairs.stream();
    }

    private static JsonNode read(String resource) {
        try (InputStream in = Objects.requireNonNull(PairsTest.class.getResourceAsStream(resource))) {
            return MAPPER.valueToTree(new Load(LoadSettings.builder().build()).loadFromInputStream(in));
        } catch (IOException broken) {
            throw new AssertionError("no table", broken);
        }
    }
}
