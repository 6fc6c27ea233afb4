package dev.busway.contract.compatibility;

import com.fasterxml.jackson.databind.JsonNode;

/** How a change is told. */
final class Words {
    private static final int LONGEST = 60;

    private Words() {}

    static String change(JsonNode was, JsonNode is) {
        if (was.isMissingNode()) {
            return "added: " + brief(is);
        }
        return is.isMissingNode() ? "removed, was " + brief(was) : "was " + brief(was) + ", is " + brief(is);
    }

    static String brief(JsonNode node) {
        String text = node.toString();
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "...";
    }
}
