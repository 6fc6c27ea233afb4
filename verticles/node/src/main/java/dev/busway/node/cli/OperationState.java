package dev.busway.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.busway.node.Failure;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;

/** An operation as a node told it last. */
record OperationState(String id, int status, JsonNode body, String text) {
    private static final int OK = 200;
    private static final int DONE = 0;

    /** Asks until it has ended or the wait is over. */
    static OperationState read(Door door, String id, Wait wait) throws InterruptedException {
        OperationState state;
        do {
            HttpResponse<byte[]> response = door.exchange(
                    door.to("/operations/%s", id)
                            .header("Prefer", wait.preference())
                            .GET(),
                    wait.turn());
            state = new OperationState(
                    id,
                    response.statusCode(),
                    Json.read(response.body()).orElseGet(Json::object),
                    new String(response.body(), StandardCharsets.UTF_8));
        } while (state.status == OK && !state.ended() && !wait.over());
        return state;
    }

    String state() {
        return body.path("state").asText("");
    }

    boolean ended() {
        return status == OK && (state().equals("finished") || state().equals("refused"));
    }

    /** Tells it, and gives the exit code: bad for one that is unknown or was refused. */
    int tell(Voice voice) {
        boolean good = status == OK && !state().equals("refused");
        if (voice.form() == Voice.Form.PROGRAMS) {
            voice.say(told().toString());
        } else if (status != OK) {
            voice.remark("busway: refused with " + status + " " + ProblemText.of(body, text));
        } else {
            tellPeople(voice);
        }
        return good ? DONE : Failure.FAILED;
    }

    private void tellPeople(Voice voice) {
        voice.remark(id + " " + state() + " (" + body.path("channel").asText() + ")");
        if (body.has("problem")) {
            voice.remark("busway: " + ProblemText.of(body.path("problem"), text));
        }
        if (body.has("reply")) {
            voice.say(Json.pretty(body.path("reply").path("data")));
        }
    }

    private ObjectNode told() {
        if (status != OK) {
            ObjectNode refused = Json.object().put("outcome", "refused").put("status", status);
            refused.set("problem", body);
            return refused;
        }
        ObjectNode told = Json.object().put("outcome", state());
        if (body.isObject()) {
            told.setAll((ObjectNode) body);
        }
        return told;
    }
}
