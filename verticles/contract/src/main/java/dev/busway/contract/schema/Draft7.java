package dev.busway.contract.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.AnnotationKeyword;
import com.networknt.schema.JsonMetaSchema;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.PathType;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import java.util.Locale;

/** How JSON Schema draft-07 is read here: nothing is fetched, unknown keywords say nothing, patterns end at the end. */
final class Draft7 {
    private static final JsonMetaSchema META = JsonMetaSchema.builder(JsonMetaSchema.getV7())
            .keyword(new AnnotationKeyword("id")) // draft-04's; the library has no validator for it and would throw
            .unknownKeywordFactory((keyword, context) -> new AnnotationKeyword(keyword))
            .build();

    private static final SchemaValidatorsConfig CONFIG = SchemaValidatorsConfig.builder()
            .pathType(PathType.JSON_POINTER)
            .locale(Locale.ROOT)
            .regularExpressionFactory(EcmaPattern::of)
            .formatAssertionsEnabled(true)
            .preloadJsonSchema(false)
            .build();

    private Draft7() {}

    /** One schema document; parts of it are found by pointer and share what is compiled. */
    static JsonSchema document(JsonNode document) {
        return JsonSchemaFactory.builder(JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7))
                .metaSchema(META)
                .defaultMetaSchemaIri(META.getIri())
                .schemaLoaders(loaders -> loaders.values(known -> {
                    known.clear();
                    known.add(iri -> null);
                }))
                .build()
                .getSchema(SchemaLocation.of("busway:document"), document, CONFIG);
    }
}
