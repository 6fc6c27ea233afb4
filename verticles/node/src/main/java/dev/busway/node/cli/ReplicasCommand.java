package dev.busway.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Other services' data that a node keeps. */
@Command(
        name = "replicas",
        description = "Lists the replicas of a node, and makes one anew from the history of its channel.",
        synopsisSubcommandLabel = "VERB",
        subcommands = {ReplicasCommand.All.class, ReplicasCommand.Rebuild.class})
final class ReplicasCommand {
    private static final String PATH = "/admin/replicas";
    /** A table and a group are made before the node answers. */
    private static final Duration LONGEST = Duration.ofSeconds(60);

    /** Prints how they stand. */
    @Command(
            name = "list",
            description =
                    "Prints each replica: its channel, how old it may be, keys with a fault, whether it is rebuilt.",
            footer = {"", "busway replicas list"})
    static final class All implements Callable<Integer> {
        @Mixin
        private final Voice voice = new Voice();

        @Mixin
        private final Door door = new Door();

        @Override
        public Integer call() throws InterruptedException {
            return LetterAnswer.of(door.exchange(door.at(PATH).GET(), Duration.ZERO))
                    .tell(voice, (to, told) -> told.path("replicas").forEach(one -> to.say(line(one))));
        }
    }

    /** Makes one anew. */
    @Command(
            name = "rebuild",
            description = "Makes a replica anew from all that its transport keeps; reads go on from what there is.",
            footer = {"", "busway replicas rebuild menus"})
    static final class Rebuild implements Callable<Integer> {
        @Mixin
        private final Voice voice = new Voice();

        @Mixin
        private final Door door = new Door();

        @Parameters(paramLabel = "NAME", description = "The replica's name.")
        private String name = "";

        @Override
        public Integer call() throws InterruptedException {
            String body = Json.object().put("rebuild", name).toString();
            return LetterAnswer.of(door.exchange(
                            door.to(PATH)
                                    .header("Content-Type", "application/json")
                                    .POST(HttpRequest.BodyPublishers.ofString(body, StandardCharsets.UTF_8)),
                            LONGEST))
                    .tell(voice, (to, told) -> to.say(line(told)));
        }
    }

    private static String line(JsonNode one) {
        return one.path("name").asText() + "  of " + one.path("channel").asText() + "  staleness "
                + one.path("stalenessSeconds").asText() + " s  faults "
                + one.path("faults").asLong()
                + (one.path("rebuilding").asBoolean() ? "  being made anew" : "");
    }
}
