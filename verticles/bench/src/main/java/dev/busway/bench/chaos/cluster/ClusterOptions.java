package dev.busway.bench.chaos.cluster;

import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * What a run is asked to do.
 *
 * @param rounds 1 to 1,000
 * @param seed draws the same strikes, in the same order, each time
 * @param logs folder that keeps the nodes' logs
 */
record ClusterOptions(int rounds, long seed, Optional<Path> logs) {
    static final String USAGE = """
            Usage: scripts/chaos cluster [--rounds N] [--seed S] [--logs DIR]
            Starts 4 nodes, each a process in a network namespace; kills, drains, freezes, splits, deafens and resets them, one
            strike a round; after each every live node must reach every live address, and know no other, within 15 s. Last line: one
            JSON object. Exit status 1 unless nothing was unreachable, a ghost, or silent.
              --rounds N   1 to 1000, default 8: each kind of strike once
              --seed S     draws the same strikes again; by default a new one, which is told
              --logs DIR   keep the nodes' logs there""";

    private static final int DEFAULT_ROUNDS = 8;

    /** @throws IllegalArgumentException with a sentence for the one who typed it */
    static ClusterOptions parse(List<String> arguments, long freshSeed) {
        int rounds = DEFAULT_ROUNDS;
        long seed = freshSeed;
        Optional<Path> logs = Optional.empty();
        Iterator<String> words = arguments.iterator();
        while (words.hasNext()) {
            String word = words.next();
            switch (word) {
                case "--rounds" -> rounds = (int) number(word, words, 1, 1_000);
                case "--seed" -> seed = number(word, words, 0, Long.MAX_VALUE);
                case "--logs" -> logs = Optional.of(Path.of(value(word, words)));
                default -> throw new IllegalArgumentException(word + " is not an option");
            }
        }
        return new ClusterOptions(rounds, seed, logs);
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
