package dev.busway.contract.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.AnnotationKeyword;
import com.networknt.schema.JsonMetaSchema;
import com.networknt.schema.JsonNodePath;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.PathType;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.ValidationContext;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A document whose parts are JSON Schemas (draft-07), each compiled once however many references lead to it. Nothing is
 * fetched, and unknown keywords say nothing. Safe on any thread.
 */
final class SchemaDocument {
    private static final SchemaValidatorsConfig CONFIG = SchemaValidatorsConfig.builder()
            .pathType(PathType.JSON_POINTER)
            .locale(Locale.ROOT)
            .regularExpressionFactory(EcmaPattern::of)
            .formatAssertionsEnabled(true)
            .preloadJsonSchema(false)
            .build();

    private final JsonNode document;
    private final ValidationContext context;
    private final Map<String, JsonSchema> compiled = new ConcurrentHashMap<>();

    SchemaDocument(JsonNode document) {
        this.document = document;
        JsonMetaSchema draft7 = JsonMetaSchema.builder(JsonMetaSchema.getV7())
                .keyword(new SharedReference.Keyword(this))
                .keyword(new AnnotationKeyword("id")) // draft-04's; the library has no validator for it and would throw
                .unknownKeywordFactory((keyword, unused) -> new AnnotationKeyword(keyword))
                .build();
        JsonSchemaFactory factory = JsonSchemaFactory.builder()
                .metaSchema(draft7)
                .defaultMetaSchemaIri(draft7.getIri())
                .build();
        this.context = new ValidationContext(draft7, factory, CONFIG);
    }

    /** The schema at {@code pointer}, compiled with all that it refers to. Throws what the library throws if it is none. */
    JsonSchema at(String pointer) {
        JsonSchema known = compiled.get(pointer);
        if (known != null) {
            return known;
        }
        JsonNode node = document.at(pointer);
        if (node.isMissingNode()) {
            throw new IllegalArgumentException("nothing stands at " + pointer);
        }
        SchemaLocation location = new SchemaLocation(null, SchemaLocation.Fragment.of(pointer));
        JsonSchema schema = context.newSchema(location, new JsonNodePath(PathType.JSON_POINTER), node, null);
        JsonSchema raced = compiled.putIfAbsent(pointer, schema);
        if (raced != null) {
            return raced;
        }
        schema.initializeValidators();
        return schema;
    }
}
