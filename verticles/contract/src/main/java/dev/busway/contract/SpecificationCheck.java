package dev.busway.contract;

import com.fasterxml.jackson.databind.JsonNode;
import dev.busway.contract.schema.Finding;
import dev.busway.contract.schema.Specification;
import dev.busway.contract.source.Nearest;
import dev.busway.contract.source.Pointers;
import java.util.ArrayList;
import java.util.List;

/** Checks a document against the official schema of the AsyncAPI version that it names. */
final class SpecificationCheck {
    private SpecificationCheck() {}

    /** Whether the document is of a version that Busway reads; if not, that is a fault, and the only one worth telling. */
    static boolean knowsVersion(Reading reading) {
        JsonNode version = reading.tree().path("asyncapi");
        if (version.isTextual() && Specification.VERSIONS.contains(version.asText())) {
            return true;
        }
        if (!reading.tree().isObject() || version.isMissingNode()) {
            reading.fault(
                    "", "This is not an AsyncAPI document: it has no asyncapi key.", "Begin it with asyncapi: 3.0.0.");
        } else {
            reading.fault(
                    "/asyncapi",
                    "AsyncAPI " + version.asText() + " is not supported: Busway reads 3.0.0 and 3.1.0.",
                    version.asText().startsWith("2.")
                            ? "Convert the document, for example by npx @asyncapi/cli convert."
                            : "Write asyncapi: 3.0.0 or asyncapi: 3.1.0.");
        }
        return false;
    }

    static void check(Reading reading) {
        Specification specification =
                Specification.of(reading.tree().path("asyncapi").asText());
        for (Finding finding : specification.check(reading.tree())) {
            String name = finding.pointer().isEmpty() ? "The document" : Pointers.last(finding.pointer());
            String was = shown(reading.tree().at(finding.pointer()), finding);
            reading.fault(
                    finding.pointer(),
                    name + " " + sentence(finding, specification) + was + ".",
                    mend(reading, finding, specification));
        }
    }

    private static String sentence(Finding finding, Specification specification) {
        return finding.keyword().equals("enum") || finding.keyword().equals("const")
                ? "must be " + String.join(" or ", values(specification.values(finding)))
                : finding.unknown().isPresent()
                        ? "is not a key that AsyncAPI knows here"
                        : "is wrong: " + finding.sentence();
    }

    private static String shown(JsonNode value, Finding finding) {
        return value.isValueNode() && finding.unknown().isEmpty() ? ", was " + value.asText() : "";
    }

    private static List<String> values(JsonNode allowed) {
        List<String> values = new ArrayList<>();
        (allowed.isArray() ? allowed : List.of(allowed)).forEach(value -> values.add(value.asText()));
        return values;
    }

    private static String mend(Reading reading, Finding finding, Specification specification) {
        if (finding.unknown().isPresent()) {
            return Nearest.among(finding.unknown().get(), specification.allowed(finding))
                    .map(name -> "Did you mean " + name + "?")
                    .orElse("Take it away, or begin its name with x- if it is an extension of yours.");
        }
        if (finding.keyword().equals("enum")) {
            String was = reading.tree().at(finding.pointer()).asText();
            return Nearest.among(was, values(specification.values(finding)).iterator())
                    .map(name -> "Did you mean " + name + "?")
                    .orElse("Choose one of these values.");
        }
        return finding.keyword().equals("required")
                ? "Add what is missing."
                : "Write it as AsyncAPI " + reading.tree().path("asyncapi").asText() + " says.";
    }
}
