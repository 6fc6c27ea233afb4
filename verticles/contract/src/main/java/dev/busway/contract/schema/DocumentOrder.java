package dev.busway.contract.schema;

import com.networknt.schema.JsonNodePath;
import com.networknt.schema.ValidationMessage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Orders what is wrong from the outside in: what a part lacks itself comes before what is wrong deeper inside of it. */
final class DocumentOrder {
    private final List<ValidationMessage> own = new ArrayList<>();
    private final Map<String, DocumentOrder> inside = new LinkedHashMap<>();

    private DocumentOrder() {}

    static List<ValidationMessage> of(List<ValidationMessage> messages) {
        DocumentOrder root = new DocumentOrder();
        for (ValidationMessage message : messages) {
            DocumentOrder at = root;
            JsonNodePath path = message.getInstanceLocation();
            for (int i = 0; i < path.getNameCount(); i++) {
                at = at.inside.computeIfAbsent(path.getName(i), name -> new DocumentOrder());
            }
            at.own.add(message);
        }
        List<ValidationMessage> ordered = new ArrayList<>(messages.size());
        root.collect(ordered);
        return ordered;
    }

    private void collect(List<ValidationMessage> ordered) {
        ordered.addAll(own);
        inside.values().forEach(part -> part.collect(ordered));
    }
}
