package dev.busway.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The dead letters of a node's channels. */
@Command(
        name = "dlq",
        description = "Looks at dead letters, replays and drops them.",
        synopsisSubcommandLabel = "VERB",
        subcommands = {
            DlqCommand.ListLetters.class,
            DlqCommand.Show.class,
            DlqCommand.Replay.class,
            DlqCommand.Drop.class
        })
final class DlqCommand {
    /** Prints letters, oldest first. */
    @Command(
            name = "list",
            description = "Prints dead letters, oldest first, one a line.",
            footer = {"", "busway dlq list --channel orders --reason timeout"})
    static final class ListLetters implements Callable<Integer> {
        @Mixin
        private final LetterDesk desk = new LetterDesk();

        @Mixin
        private final LetterWords words = new LetterWords();

        @Option(
                names = "--limit",
                paramLabel = "N",
                defaultValue = "50",
                description = "At most N, 1 to 1000; default 50.")
        private int limit;

        @Option(
                names = "--after",
                paramLabel = "ID",
                description = "Only letters after this one; what the last page said.")
        private Optional<String> after = Optional.empty();

        @Override
        public Integer call() throws InterruptedException {
            String query = words.query() + "limit=" + limit
                    + after.map(id -> "&after=" + LetterWords.escaped(id)).orElse("");
            return desk.show("?" + query, ListLetters::tell);
        }

        private static void tell(Voice voice, JsonNode page) {
            page.path("letters").forEach(letter -> voice.say(LetterAnswer.line(letter)));
            if (page.has("next")) {
                voice.remark("there are more: --after " + page.path("next").asText());
            } else if (page.path("letters").isEmpty()) {
                voice.remark("no dead letters");
            }
        }
    }

    /** Prints one letter. */
    @Command(
            name = "show",
            description = "Prints all that is known of one dead letter, its payload too.",
            footer = {"", "busway dlq show 0193c2f0-5c1e-7a10-b0a4-2f1f6f0a9c11"})
    static final class Show implements Callable<Integer> {
        @Mixin
        private final LetterDesk desk = new LetterDesk();

        @Parameters(paramLabel = "ID", description = "Id of the letter.")
        private String id = "";

        @Override
        public Integer call() throws InterruptedException {
            return desk.show("/" + LetterWords.escaped(id), (to, letter) -> to.say(Json.pretty(letter)));
        }
    }

    /** Brings letters back. */
    @Command(
            name = "replay",
            description = {
                "Brings dead letters back to the channel where they failed, oldest first. Where keys are parked, whole",
                "sequences come back; one letter alone (--id) only when it is the first of its key."
            },
            footer = {"", "busway dlq replay --channel orders --key o-1 --dry-run"})
    static final class Replay implements Callable<Integer> {
        @Mixin
        private final LetterTreatment treatment = new LetterTreatment();

        @Override
        public Integer call() throws InterruptedException {
            return treatment.run("/replay", "replayed");
        }
    }

    /** Removes letters. */
    @Command(
            name = "drop",
            description = "Removes dead letters for good. A key whose letters are all dropped flows again.",
            footer = {"", "busway dlq drop --id 0193c2f0-5c1e-7a10-b0a4-2f1f6f0a9c11"})
    static final class Drop implements Callable<Integer> {
        @Mixin
        private final LetterTreatment treatment = new LetterTreatment();

        @Override
        public Integer call() throws InterruptedException {
            return treatment.run("/drop", "dropped");
        }
    }
}
