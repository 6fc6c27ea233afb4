package dev.busway.node.cli;

import dev.busway.config.ConfigException;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What replaying and dropping dead letters have in common. */
final class LetterTreatment {
    @Mixin
    private final LetterDesk desk = new LetterDesk();

    @Mixin
    private final LetterWords words = new LetterWords();

    @Option(names = "--dry-run", description = "Change nothing; print what would be done.")
    private boolean dryRun;

    /** Gives the exit code. */
    int run(String how, String done) throws InterruptedException {
        if (words.isEmpty()) {
            throw new ConfigException("no letters are named. Mend: give --id, --channel, --group, --key or --reason.");
        }
        String body = words.body().put("dryRun", dryRun).toString();
        return desk.treat(how, body, (to, told) -> LetterAnswer.tellTreated(to, told, done));
    }
}
