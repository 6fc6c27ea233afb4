package dev.busway.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.busway.node.Failure;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.function.BiConsumer;

/** What a node answered about dead letters. */
record LetterAnswer(int status, JsonNode body, String text) {
    private static final int OK = 200;
    private static final int ACCEPTED = 202;
    private static final int DONE = 0;

    static LetterAnswer of(HttpResponse<byte[]> response) {
        return new LetterAnswer(
                response.statusCode(),
                Json.read(response.body()).orElseGet(Json::object),
                new String(response.body(), StandardCharsets.UTF_8));
    }

    /** Tells it, and gives the exit code: bad where the node refused, or left a letter that was named. */
    int tell(Voice voice, BiConsumer<Voice, JsonNode> people) {
        boolean good = status == OK || status == ACCEPTED;
        if (voice.form() == Voice.Form.PROGRAMS) {
            voice.say(good ? body.toString() : refusal().toString());
        } else if (good) {
            people.accept(voice, body);
        } else {
            voice.remark("busway: refused with " + status + " " + ProblemText.of(body, text));
        }
        return good && body.path("refused").isEmpty() ? DONE : Failure.FAILED;
    }

    /** What became of letters, one a line. */
    static void tellTreated(Voice voice, JsonNode told, String done) {
        String word = told.path("dryRun").asBoolean() ? "would be " + done : done;
        told.path(done).forEach(letter -> voice.say(word + "  " + line(letter)));
        told.path("refused")
                .forEach(each -> voice.remark(
                        "left  " + each.path("id").asText() + "  " + ProblemText.of(each.path("problem"), "")));
        voice.remark(told.path(done).size() + " " + word
                + (told.path("more").asBoolean() ? "; there are more: run it again" : ""));
    }

    /** One letter. */
    static String line(JsonNode letter) {
        String key = letter.path("key").asText("");
        return letter.path("id").asText() + "  " + letter.path("channel").asText() + "/"
                + letter.path("group").asText() + (key.isEmpty() ? "" : "  key=" + key) + "  tries="
                + letter.path("attempts").asInt() + "  " + letter.path("reason").asText();
    }

    private ObjectNode refusal() {
        ObjectNode told = Json.object().put("outcome", "refused").put("status", status);
        told.set("problem", body);
        return told;
    }
}
