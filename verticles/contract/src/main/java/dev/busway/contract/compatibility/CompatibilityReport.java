package dev.busway.contract.compatibility;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.busway.contract.Contract;
import java.util.List;

/** What differs between two versions of a contract: for people as text, for programs as JSON. */
public record CompatibilityReport(Contract old, Contract now, Compatibility found) {
    private static final List<Level> MOST_FIRST = List.of(Level.MAJOR, Level.MINOR, Level.COMPATIBLE);

    public static CompatibilityReport of(Contract old, Contract now) {
        return new CompatibilityReport(old, now, Compatibility.of(old, now));
    }

    /** A line a difference, the most serious first; the verdict is the last line. */
    public String toText() {
        StringBuilder text = new StringBuilder();
        for (Level level : MOST_FIRST) {
            for (Difference one : found.differences(level)) {
                text.append(String.format("%-11s%s  %s%n", level.word(), one.pointer(), one.reason()));
            }
        }
        return text.append(now.service())
                .append(' ')
                .append(old.version())
                .append(" -> ")
                .append(now.version())
                .append(": ")
                .append(found.level().word())
                .append(hint())
                .toString();
    }

    private String hint() {
        return switch (found.level()) {
            case COMPATIBLE -> found.differences().isEmpty() ? ", no difference" : "";
            case MINOR -> ", who follows the old contract goes on";
            case MAJOR ->
                ", who follows the old contract may break. Mend: add a message type beside the old one,"
                        + " as Name.v2, and deprecate the old one";
        };
    }

    /** For programs; its keys stay as they are. */
    public JsonNode toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("service", now.service());
        json.put("old", old.version());
        json.put("new", now.version());
        json.put("level", found.level().word());
        ArrayNode differences = json.putArray("differences");
        found.differences().forEach(one -> differences
                .addObject()
                .put("level", one.level().word())
                .put("pointer", one.pointer())
                .put("reason", one.reason()));
        return json;
    }
}
