package dev.busway.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever stands where something else should stand: the author is told, and the reader never breaks. */
class WrongValuesTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> WRONG = List.of(
            "null",
            "1",
            "\"x\"",
            "[]",
            "{}",
            "{\"$ref\":\"#\"}",
            "{\"$ref\":\"#/channels/orders\"}",
            "{\"$ref\":\"%\"}");

    private final Path folder;

    WrongValuesTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void a_wrong_value_anywhere_is_refused_or_read_but_breaks_nothing() throws IOException {
        Documents.write(folder, "orders.yaml", ContractReaderTest.ORDERS);
        JsonNode document =
                JSON.readTree(ContractReader.read(folder.resolve("orders.yaml")).document());
        int refused = 0;
        for (String pointer : pointers(document, "")) {
            for (String wrong : WRONG) {
                JsonNode changed = document.deepCopy();
                replace(changed, JsonPointer.compile(pointer), JSON.readTree(wrong));
                refused += refuses(Documents.write(folder, "changed.json", changed.toString()), pointer);
            }
        }
        assertThat(refused).isGreaterThan(200);
    }

    private static int refuses(Path file, String pointer) {
        try {
            ContractReader.read(file);
            return 0;
        } catch (ContractException told) {
            assertThat(told.faults()).as(pointer).isNotEmpty().allMatch(fault -> fault.line() > 0);
            return 1;
        }
    }

    private static void replace(JsonNode document, JsonPointer at, JsonNode value) {
        JsonNode parent = document.at(at.head());
        if (parent instanceof ObjectNode object) {
            object.set(at.last().getMatchingProperty(), value);
        } else if (parent instanceof ArrayNode array) {
            array.set(at.last().getMatchingIndex(), value);
        }
    }

    private static List<String> pointers(JsonNode node, String at) {
        List<String> pointers = new ArrayList<>();
        node.fields().forEachRemaining(field -> {
            String child = at + "/" + field.getKey().replace("~", "~0").replace("/", "~1");
            pointers.add(child);
            pointers.addAll(pointers(field.getValue(), child));
        });
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            pointers.add(at + "/" + i);
            pointers.addAll(pointers(node.get(i), at + "/" + i));
        }
        return pointers;
    }
}
