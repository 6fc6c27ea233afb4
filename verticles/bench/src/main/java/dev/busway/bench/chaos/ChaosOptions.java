package dev.busway.bench.chaos;

import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * What a chaos run is asked to do.
 *
 * @param messages entries that are posted, 100 to 1,000,000
 * @param faults how many are drawn, 0 to 1,000
 * @param seed draws the same faults, in the same order, each time
 * @param logs folder that keeps the nodes' logs
 */
record ChaosOptions(int messages, int faults, long seed, Optional<Path> logs) {
    static final String USAGE = """
            Usage: scripts/chaos outbox [--messages N] [--faults F] [--seed S] [--logs DIR]
            Starts a Kafka, a PostgreSQL and 2 nodes, each a process, with a proxy on every way between them; posts N entries for
            64 accounts; meanwhile kills, freezes, cuts off and resets F times; then reads from the database and the topics what
            was lost, doubled or out of order. Last line: one JSON object. Exit status 1 unless all three are 0.
              --messages N   100 to 1000000, default 20000 (the full size: 200000)
              --faults F     0 to 1000, default 12 (the full size: 60)
              --seed S       draws the same faults again; by default a new one, which is told
              --logs DIR     keep the nodes' logs there""";

    private static final int DEFAULT_MESSAGES = 20_000;
    private static final int DEFAULT_FAULTS = 12;

    /** @throws IllegalArgumentException with a sentence for the one who typed it */
    static ChaosOptions parse(List<String> arguments, long freshSeed) {
        ChaosOptions options = new ChaosOptions(DEFAULT_MESSAGES, DEFAULT_FAULTS, freshSeed, Optional.empty());
        Iterator<String> words = arguments.iterator();
        while (words.hasNext()) {
            String word = words.next();
            options = switch (word) {
                case "--messages" -> options.withMessages((int) number(word, words, 100, 1_000_000));
                case "--faults" -> options.withFaults((int) number(word, words, 0, 1_000));
                case "--seed" ->
                    new ChaosOptions(
                            options.messages, options.faults, number(word, words, 0, Long.MAX_VALUE), options.logs);
                case "--logs" ->
                    new ChaosOptions(
                            options.messages, options.faults, options.seed, Optional.of(Path.of(value(word, words))));
                default -> throw new IllegalArgumentException(word + " is not an option");
            };
        }
        return options;
    }

    private ChaosOptions withMessages(int count) {
        return new ChaosOptions(count, faults, seed, logs);
    }

    private ChaosOptions withFaults(int count) {
        return new ChaosOptions(messages, count, seed, logs);
    }

    private static String value(String option, Iterator<String> words) {
        if (!words.hasNext()) {
            throw new IllegalArgumentException(option + " needs a value");
        }
        return words.next();
    }

    private static long number(String option, Iterator<String> words, long least, long most) {
        String text = value(option, words);
        try {
            long number = Long.parseLong(text);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException wrong) {
            throw new IllegalArgumentException(option + " must be a number, was " + text, wrong);
        }
        throw new IllegalArgumentException(option + " must be " + least + " to " + most + ", was " + text);
    }
}
