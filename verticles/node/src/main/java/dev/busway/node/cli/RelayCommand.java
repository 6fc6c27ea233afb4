package dev.busway.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** What publishes the outbox. */
@Command(
        name = "relay",
        description = "Shows what publishes the outbox, and chooses another engine while messages flow.",
        synopsisSubcommandLabel = "VERB",
        subcommands = {RelayCommand.Show.class, RelayCommand.Switch.class})
final class RelayCommand {
    private static final String PATH = "/admin/relay";
    /** The node waits for 30 seconds. */
    private static final Duration LONGEST = Duration.ofSeconds(40);

    /** Prints how it stands. */
    @Command(
            name = "show",
            description = "Prints the engine that is wanted, the one that is active, and why they differ.",
            footer = {"", "busway relay show"})
    static final class Show implements Callable<Integer> {
        @Mixin
        private final Voice voice = new Voice();

        @Mixin
        private final Door door = new Door();

        @Override
        public Integer call() throws InterruptedException {
            return tell(voice, door.exchange(door.at(PATH).GET(), Duration.ZERO));
        }
    }

    /** Chooses an engine. */
    @Command(
            name = "switch",
            description = "Chooses the engine for all nodes of the database, and waits until it is active.",
            footer = {"", "busway relay switch log"})
    static final class Switch implements Callable<Integer> {
        @Mixin
        private final Voice voice = new Voice();

        @Mixin
        private final Door door = new Door();

        @Parameters(paramLabel = "ENGINE", description = "poll, log or message.")
        private String engine = "";

        @Override
        public Integer call() throws InterruptedException {
            String body = Json.object().put("engine", engine).toString();
            return tell(
                    voice,
                    door.exchange(
                            door.to(PATH)
                                    .header("Content-Type", "application/json")
                                    .POST(HttpRequest.BodyPublishers.ofString(body)),
                            LONGEST));
        }
    }

    private static int tell(Voice voice, HttpResponse<byte[]> response) {
        return LetterAnswer.of(response).tell(voice, (to, told) -> {
            to.say("wanted " + told.path("wanted").asText() + ", active "
                    + told.path("active").asText() + ", log kept "
                    + told.path("logBytes").asLong() + " bytes");
            JsonNode why = told.path("why");
            if (!why.isMissingNode()) {
                to.remark(why.asText());
            }
        });
    }
}
