package dev.busway.http.channels;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.busway.bus.Outcome.Gathered;
import dev.busway.codec.cloudevents.JsonEvent;
import dev.busway.http.door.ProblemJson;
import dev.busway.message.Payload;

/**
 * The answers of many as JSON: {@code {replies: [{from, type, id, data}], refusals: [{from, problem}], silent: [from]}}. Data that is
 * no JSON is {@code data_base64}, as in CloudEvents.
 */
public final class GatheredJson {
    private GatheredJson() {}

    public static ObjectNode of(Gathered gathered, String instance) {
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        ArrayNode replies = out.putArray("replies");
        for (Gathered.Reply reply : gathered.replies()) {
            ObjectNode event =
                    (ObjectNode) Payload.of(JsonEvent.write(reply.message())).tree();
            ObjectNode told = replies.addObject()
                    .put("from", reply.from())
                    .put("type", reply.message().type())
                    .put("id", reply.message().id());
            for (String data : new String[] {"data", "data_base64"}) {
                if (event.has(data)) {
                    told.set(data, event.get(data));
                }
            }
        }
        ArrayNode refusals = out.putArray("refusals");
        for (Gathered.Refusal refusal : gathered.refusals()) {
            int status = refusal.problem().kind().httpStatus();
            refusals.addObject()
                    .put("from", refusal.from())
                    .set("problem", ProblemJson.of(refusal.problem(), status, instance));
        }
        ArrayNode silent = out.putArray("silent");
        gathered.silent().stream().sorted().forEach(silent::add);
        return out;
    }
}
