package dev.busway.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;

/** The words of the call. */
record BenchOptions(String name, Race race, Duel.Settings settings) {
    private static final int MOST = 10_000;

    /** @throws IllegalArgumentException with what is wrong and how to mend it */
    static BenchOptions of(String[] words, Map<String, Race> races) {
        String usage = " Mend: " + usage(races);
        Deque<String> rest = new ArrayDeque<>(Arrays.asList(words));
        String name = rest.isEmpty() ? "" : rest.pop();
        Race race = races.get(name);
        if (race == null) {
            throw new IllegalArgumentException(
                    (name.isEmpty() ? "No bench is named." : "There is no bench " + name + ".") + usage);
        }
        Duel.Size size = rest.contains("--short") ? Duel.Size.SHORT : Duel.Size.FULL;
        int fewest = size == Duel.Size.SHORT ? 1 : race.fewestRounds();
        int rounds = size == Duel.Size.SHORT ? 1 : race.usualRounds();
        int seconds = size == Duel.Size.SHORT ? 1 : race.usualSeconds();
        int warmUp = size == Duel.Size.SHORT ? 1 : race.usualWarmUpSeconds();
        Optional<Path> recording = Optional.empty();
        while (!rest.isEmpty()) {
            String word = rest.pop();
            switch (word) {
                case "--short" -> {}
                case "--rounds" -> rounds = number(word, rest, fewest);
                case "--seconds" -> seconds = number(word, rest, 1);
                case "--warm-up" -> warmUp = number(word, rest, 1);
                case "--recording" -> recording = Optional.of(Path.of(value(word, rest)));
                default -> throw new IllegalArgumentException("Nobody knows " + word + "." + usage);
            }
        }
        return new BenchOptions(
                name,
                race,
                new Duel.Settings(rounds, Duration.ofSeconds(seconds), Duration.ofSeconds(warmUp), recording, size));
    }

    static String usage(Map<String, Race> races) {
        return "bench NAME [--rounds N] [--seconds S a round] [--warm-up S an arm]"
                + " [--recording FILE.jfr, of our door] [--short]; NAME is one of "
                + String.join(", ", races.keySet().stream().sorted().toList()) + ".";
    }

    private static String value(String word, Deque<String> rest) {
        if (rest.isEmpty()) {
            throw new IllegalArgumentException(word + " has no value. Mend: put one behind it.");
        }
        return rest.pop();
    }

    private static int number(String word, Deque<String> rest, int fewest) {
        String value = value(word, rest);
        try {
            int number = Integer.parseInt(value);
            if (number >= fewest && number <= MOST) {
                return number;
            }
        } catch (NumberFormatException noNumber) {
            // Told below.
        }
        throw new IllegalArgumentException(
                word + " must be " + fewest + " to " + MOST + ", was " + value + ". Mend: give it such a number.");
    }
}
