package dev.busway.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.busway.node.Failure;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** What a node answered to one message, told to people or programs. */
record Answer(HttpResponse<byte[]> response) {
    private static final int OK = 200;
    private static final int ACCEPTED = 202;
    private static final int DONE = 0;

    boolean taken() {
        return response.statusCode() == ACCEPTED;
    }

    /** Id of the operation that will have the answer. */
    Optional<String> operation() {
        return response.headers()
                .firstValue("Location")
                .filter(location -> location.startsWith("/operations/"))
                .flatMap(location -> body().map(body -> body.path("id").asText("")))
                .filter(id -> !id.isEmpty());
    }

    /** Tells it, and gives the exit code. */
    int tell(Voice voice) {
        if (response.statusCode() == OK) {
            tellReply(voice);
            return DONE;
        }
        if (taken()) {
            tellTaken(voice);
            return DONE;
        }
        tellRefusal(voice);
        return Failure.FAILED;
    }

    private void tellReply(Voice voice) {
        if (voice.form() == Voice.Form.PEOPLE) {
            response.headers().firstValue("ce-type").ifPresent(type -> voice.remark("replied " + type));
            voice.say(new String(response.body(), StandardCharsets.UTF_8));
            return;
        }
        ObjectNode told = Json.object().put("outcome", "replied");
        response.headers().firstValue("ce-id").ifPresent(id -> told.put("id", id));
        response.headers().firstValue("ce-type").ifPresent(type -> told.put("type", type));
        told.set("payload", Json.payload(response.body()));
        voice.say(told.toString());
    }

    private void tellTaken(Voice voice) {
        ObjectNode told = Json.object().put("outcome", operation().isPresent() ? "accepted" : "taken");
        body().filter(JsonNode::isObject).ifPresent(body -> told.setAll((ObjectNode) body));
        if (voice.form() == Voice.Form.PROGRAMS) {
            voice.say(told.toString());
            return;
        }
        operation()
                .ifPresentOrElse(
                        id -> voice.say(
                                "accepted " + id + ", the answer comes later: busway operations " + id + " --wait 20"),
                        () -> voice.say("taken " + told.path("id").asText("")));
    }

    private void tellRefusal(Voice voice) {
        JsonNode problem = body().orElseGet(Json::object);
        if (voice.form() == Voice.Form.PROGRAMS) {
            ObjectNode told = Json.object().put("outcome", "refused").put("status", response.statusCode());
            told.set("problem", problem);
            voice.say(told.toString());
            return;
        }
        voice.remark("busway: refused with " + response.statusCode() + " "
                + ProblemText.of(problem, new String(response.body(), StandardCharsets.UTF_8)));
    }

    private Optional<JsonNode> body() {
        return Json.read(response.body());
    }
}
