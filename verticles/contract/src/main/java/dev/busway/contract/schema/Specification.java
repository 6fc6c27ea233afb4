package dev.busway.contract.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The official JSON Schema of one version of AsyncAPI. Safe on any thread. */
public final class Specification {
    public static final List<String> VERSIONS = List.of("3.0.0", "3.1.0");

    private static final int MOST_FINDINGS = 100;
    private static final Map<String, Specification> LOADED = new ConcurrentHashMap<>();

    private final JsonNode rules;
    private final JsonSchema schema;

    private Specification(String version) {
        this.rules = read(version);
        this.schema = new SchemaDocument(rules).at("");
    }

    /** The schema of {@code version}, one of {@link #VERSIONS}. */
    public static Specification of(String version) {
        return LOADED.computeIfAbsent(version, Specification::new);
    }

    public List<Finding> check(JsonNode document) {
        return Finding.of(schema, document, MOST_FINDINGS);
    }

    /** The property names that the rule of a finding would have allowed beside the unknown one. */
    public Iterator<String> allowed(Finding finding) {
        String object = finding.rule().substring(0, finding.rule().lastIndexOf('/'));
        return rules.at(object + "/properties").fieldNames();
    }

    /** The values that the rule of a finding allows ({@code enum}). */
    public JsonNode values(Finding finding) {
        return rules.at(finding.rule());
    }

    private static JsonNode read(String version) {
        String name = "/dev/busway/contract/asyncapi/" + version + ".json";
        try (InputStream text = Specification.class.getResourceAsStream(name)) {
            if (text == null) {
                throw new IllegalStateException("the schema of AsyncAPI " + version + " is not on the class path");
            }
            return new ObjectMapper().readTree(text);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
