package dev.busway.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.function.BiConsumer;
import picocli.CommandLine.Mixin;

/** Where a node keeps its dead letters, asked and told for people or for programs. */
final class LetterDesk {
    private static final String PATH = "/admin/dead-letters";

    @Mixin
    private final Voice voice = new Voice();

    @Mixin
    private final Door door = new Door();

    /** Gives the exit code. */
    int show(String what, BiConsumer<Voice, JsonNode> people) throws InterruptedException {
        return exchange(door.at(PATH + what).GET(), people);
    }

    /** Gives the exit code. */
    int treat(String how, String body, BiConsumer<Voice, JsonNode> people) throws InterruptedException {
        return exchange(
                door.at(PATH + how)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body)),
                people);
    }

    private int exchange(HttpRequest.Builder request, BiConsumer<Voice, JsonNode> people) throws InterruptedException {
        return LetterAnswer.of(door.exchange(request, Duration.ZERO)).tell(voice, people);
    }
}
