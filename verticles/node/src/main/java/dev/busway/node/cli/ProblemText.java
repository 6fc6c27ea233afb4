package dev.busway.node.cli;

import com.fasterxml.jackson.databind.JsonNode;

/** A problem of RFC 9457 for people: code and cause, each fault with its pointer, the mend. */
final class ProblemText {
    private ProblemText() {}

    /** @param otherwise told where {@code problem} is none */
    static String of(JsonNode problem, String otherwise) {
        if (!problem.has("code")) {
            return otherwise;
        }
        StringBuilder text = new StringBuilder(problem.path("code").asText())
                .append(": ")
                .append(problem.path("detail").asText());
        for (JsonNode fault : problem.path("errors")) {
            text.append("\n  ")
                    .append(
                            fault.path("pointer").asText("").isEmpty()
                                    ? "/"
                                    : fault.path("pointer").asText())
                    .append(' ')
                    .append(fault.path("reason").asText());
        }
        String mend = problem.path("mend").asText("");
        if (!mend.isEmpty()) {
            text.append("\n  Mend: ").append(mend);
        }
        return text.toString();
    }
}
