package dev.busway.http.admin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.busway.bus.deadletter.LetterRef;
import dev.busway.bus.deadletter.Page;
import dev.busway.bus.deadletter.Treated;
import dev.busway.bus.transport.DeadLetter;
import dev.busway.codec.cloudevents.JsonEvent;
import dev.busway.http.door.ProblemJson;
import dev.busway.message.Message;
import dev.busway.message.Payload;
import java.time.Instant;
import java.util.List;

/**
 * Dead letters as JSON: {@code {id, channel, group, reason, attempts, behind?, time?, message?}}; {@code message} is a CloudEvent in
 * its JSON format, in lists without its payload.
 */
final class LetterJson {
    static final String PATH = "/admin/dead-letters";

    private LetterJson() {}

    static ObjectNode of(Page page) {
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        ArrayNode letters = out.putArray("letters");
        page.letters().forEach(letter -> letters.add(brief(letter)));
        page.next().ifPresent(next -> out.put("next", next));
        return out;
    }

    /** Everything that is known of it. */
    static ObjectNode whole(DeadLetter letter) {
        ObjectNode out = facts(letter);
        letter.message()
                .ifPresent(message ->
                        out.set("message", Payload.of(JsonEvent.write(message)).tree()));
        return out;
    }

    static ObjectNode of(Treated treated, String verb, Mode mode) {
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        out.put("dryRun", mode == Mode.DRY);
        refs(out.putArray(verb), treated.done());
        ArrayNode refused = out.putArray("refused");
        for (Treated.Refusal each : treated.refused()) {
            ObjectNode one = refused.addObject();
            one.put("id", each.letter().id());
            one.set(
                    "problem",
                    ProblemJson.of(
                            each.problem(),
                            each.problem().kind().httpStatus(),
                            PATH + "/" + each.letter().id()));
        }
        out.put("more", treated.extent() == Treated.Extent.SOME);
        return out;
    }

    /** Whether something is done, or only told. */
    enum Mode {
        REAL,
        DRY
    }

    private static void refs(ArrayNode out, List<LetterRef> letters) {
        for (LetterRef letter : letters) {
            ObjectNode one = out.addObject();
            one.put("id", letter.id()).put("channel", letter.channel()).put("group", letter.group());
            letter.key().ifPresent(key -> one.put("key", key));
            letter.message().ifPresent(id -> one.put("messageId", id));
            one.put("reason", letter.reason()).put("attempts", letter.attempts());
        }
    }

    private static ObjectNode brief(DeadLetter letter) {
        ObjectNode out = facts(letter);
        letter.message().ifPresent(message -> {
            Message empty = message.edit().payload(Payload.EMPTY).build();
            ObjectNode event = (ObjectNode) Payload.of(JsonEvent.write(empty)).tree();
            event.remove(List.of("data", "data_base64"));
            out.set("message", event);
        });
        return out;
    }

    private static ObjectNode facts(DeadLetter letter) {
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        out.put("id", letter.id());
        out.put("channel", letter.channel());
        out.put("group", letter.group());
        letter.key().ifPresent(key -> out.put("key", key));
        out.put("reason", letter.reason());
        out.put("attempts", letter.attempts());
        letter.behind().ifPresent(first -> out.put("behind", first));
        if (letter.buriedMillis() > 0) {
            out.put("time", Instant.ofEpochMilli(letter.buriedMillis()).toString());
        }
        letter.message().flatMap(Message::trace).ifPresent(trace -> out.put("traceparent", trace.toString()));
        return out;
    }
}
