package dev.busway.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.busway.config.ConfigException;
import dev.busway.config.Durations;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Asks every group and prints who replied, who refused and who was silent. */
@Command(
        name = "gather",
        description = "Asks every group of a publish-subscribe channel and prints their answers.",
        footer = {"", "busway gather couriers.quotes @quote.json --rule 'first(2)' --within 1s"})
final class GatherCommand implements Callable<Integer> {
    private static final int OK = 200;

    @Mixin
    private final Voice voice = new Voice();

    @Mixin
    private final Door door = new Door();

    @Mixin
    private final Call call = new Call();

    @Option(
            names = "--rule",
            defaultValue = "all",
            description =
                    "When it is enough: first(N), all, quorum, quorum(N) or until-deadline; default ${DEFAULT-VALUE}.")
    private String rule = "";

    @Option(
            names = "--within",
            defaultValue = "2s",
            description = "The longest wait, as 500ms; default ${DEFAULT-VALUE}.")
    private String within = "";

    @Override
    public Integer call() throws InterruptedException {
        Duration wait = Durations.parse(within)
                .orElseThrow(() -> new ConfigException("--within must be like 500ms or 2s, was " + within));
        String query = "?gather=" + URLEncoder.encode(rule, StandardCharsets.UTF_8) + "&within=" + Durations.text(wait);
        HttpResponse<byte[]> response = door.exchange(call.request(door, query), wait);
        Optional<JsonNode> gathered = Json.read(response.body()).filter(body -> response.statusCode() == OK);
        if (gathered.isEmpty()) {
            return new Answer(response).tell(voice);
        }
        if (voice.form() == Voice.Form.PROGRAMS) {
            ObjectNode told = Json.object().put("outcome", "gathered");
            voice.say(told.setAll((ObjectNode) gathered.get()).toString());
        } else {
            tell(gathered.get());
        }
        return 0;
    }

    private void tell(JsonNode gathered) {
        for (JsonNode reply : gathered.path("replies")) {
            JsonNode data = reply.has("data") ? reply.path("data") : reply.path("data_base64");
            voice.say(reply.path("from").asText() + " " + data);
        }
        for (JsonNode refusal : gathered.path("refusals")) {
            JsonNode problem = refusal.path("problem");
            voice.remark(refusal.path("from").asText() + " refused: "
                    + problem.path("code").asText() + " "
                    + problem.path("detail").asText());
        }
        gathered.path("silent").forEach(name -> voice.remark(name.asText() + " was silent"));
    }
}
