package dev.busway.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lets a group begin again somewhere else in a channel's history. */
@Command(
        name = "replay",
        description =
                "Lets a group of a channel begin again somewhere else in its history; other groups see nothing of it.",
        footer = {"", "busway replay --channel orders.events --group mail --from -1h --dry-run"})
final class ReplayCommand implements Callable<Integer> {
    /** Members end what runs and leave first. */
    private static final Duration LONGEST = Duration.ofSeconds(60);

    @Mixin
    private final Voice voice = new Voice();

    @Mixin
    private final Door door = new Door();

    @Option(names = "--channel", required = true, description = "Address of the channel.")
    private String channel = "";

    @Option(names = "--group", description = "The group; a point-to-point channel has only one.")
    private Optional<String> group = Optional.empty();

    @Option(
            names = "--from",
            required = true,
            paramLabel = "WHERE",
            description = "beginning, end, offset:42, time:2026-01-31T12:00:00Z, or how long ago: -1h.")
    private String from = "";

    @Option(names = "--dry-run", description = "Tell what it would do, and do nothing.")
    private boolean dryRun;

    @Override
    public Integer call() throws InterruptedException {
        ObjectNode wanted =
                Json.object().put("channel", channel).put("from", from).put("dryRun", dryRun);
        group.ifPresent(named -> wanted.put("group", named));
        HttpResponse<byte[]> response = door.exchange(
                door.to("/admin/replay")
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(wanted.toString(), StandardCharsets.UTF_8)),
                LONGEST);
        if (response.statusCode() != 200) {
            return new Answer(response).tell(voice);
        }
        tell(Json.read(response.body()).orElseGet(Json::object));
        return 0;
    }

    private void tell(JsonNode told) {
        if (voice.form() == Voice.Form.PROGRAMS) {
            voice.say(told.toString());
            return;
        }
        for (JsonNode shard : told.path("shards")) {
            String stood =
                    shard.path("from").isNull() ? "nowhere" : shard.path("from").asText();
            voice.say("shard " + shard.path("shard").asInt() + ": " + stood + " -> "
                    + shard.path("to").asLong() + ", " + shard.path("again").asLong() + " again, "
                    + shard.path("skipped").asLong() + " skipped");
        }
        voice.say((dryRun ? "would move " : "moved ") + told.path("group").asText() + ": "
                + told.path("again").asLong() + " messages again, "
                + told.path("skipped").asLong() + " skipped");
        if (told.has("note")) {
            voice.remark(told.path("note").asText());
        }
    }
}
