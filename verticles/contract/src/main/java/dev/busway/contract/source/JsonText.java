package dev.busway.contract.source;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.busway.contract.ContractFault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** Reads JSON; a repeated key is a fault. A line is found by reading the text again: only faults ask for one. */
final class JsonText {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private JsonText() {}

    static SourceFile read(String name, Path path, String text, Faults faults) {
        try {
            return new SourceFile(name, path, MAPPER.readTree(text), pointer -> line(text, pointer));
        } catch (JsonProcessingException broken) {
            int line = broken.getLocation() == null ? 0 : broken.getLocation().getLineNr();
            String cause = "This is not JSON: " + broken.getOriginalMessage() + ".";
            faults.add(new ContractFault(name, line, "", cause, "Check the quotes, commas and brackets on this line."));
            return new SourceFile(name, path, MissingNode.getInstance(), pointer -> 1);
        }
    }

    private static int line(String text, String pointer) {
        String wanted = pointer;
        while (true) {
            int line = find(text, wanted);
            if (line > 0 || wanted.isEmpty()) {
                return Math.max(line, 1);
            }
            wanted = Pointers.parent(wanted);
        }
    }

    private static int find(String text, String pointer) {
        try (JsonParser parser = MAPPER.createParser(text)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (parser.getParsingContext().pathAsPointer().toString().equals(pointer)) {
                    return parser.currentTokenLocation().getLineNr();
                }
            }
            return 0;
        } catch (IOException readBefore) {
            throw new UncheckedIOException(readBefore);
        }
    }
}
