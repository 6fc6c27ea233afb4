package dev.busway.bench;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code bench NAME [--rounds N] [--seconds S] [--warm-up S] [--recording FILE]}: runs us and the peer side by side and prints the ratios. */
public final class Bench {
    private static final Map<String, Race> RACES = Map.of(
            "bus", new BusRace(),
            "http", new HttpRace(),
            "http-kafka", new HttpKafkaRace(),
            "kafka", new KafkaRace(),
            "channels", new ChannelsRace(),
            "scale", new ScaleRace(),
            "unitofwork", new UnitOfWorkRace());
    private static final int FEWEST_ROUNDS = 5;
    /** An arm: until then the compiler takes as much of the machine as what is measured. */
    private static final int WARM_UP_SECONDS = 15;

    private Bench() {}

    /** One comparison. */
    interface Race {
        /** Runs to the end and gives the last line. */
        String run(Duel.Settings settings) throws Exception;
    }

    /** Exit status 2: the words of the call are off. */
    public static void main(String[] arguments) throws Exception {
        List<String> words = List.of(arguments);
        Race race = words.isEmpty() ? null : RACES.get(words.get(0));
        if (race == null) {
            System.err.println("usage: bench NAME [--rounds N, at least 5] [--seconds S a round] [--warm-up S an arm]"
                    + " [--recording FILE.jfr, of our door]; NAME is one of "
                    + RACES.keySet().stream().sorted().toList());
            System.exit(2);
            return;
        }
        int rounds = Math.max(FEWEST_ROUNDS, number(words, "--rounds", 7));
        int seconds = Math.max(1, number(words, "--seconds", 3));
        int warmUp = Math.max(1, number(words, "--warm-up", WARM_UP_SECONDS));
        try {
            System.out.println(race.run(new Duel.Settings(
                    rounds,
                    Duration.ofSeconds(seconds),
                    Duration.ofSeconds(warmUp),
                    option(words, "--recording").map(Path::of))));
        } catch (Exception failed) {
            // Servers and event loops live on: only the exit ends them.
            failed.printStackTrace();
            System.exit(1);
        }
        System.exit(0);
    }

    /** CPU time of this process. */
    static long cpuNanos() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system
                ? system.getProcessCpuTime()
                : 0;
    }

    private static int number(List<String> words, String name, int whenAbsent) {
        return option(words, name).map(Integer::parseInt).orElse(whenAbsent);
    }

    private static Optional<String> option(List<String> words, String name) {
        int at = words.indexOf(name);
        return at < 0 || at + 1 == words.size() ? Optional.empty() : Optional.of(words.get(at + 1));
    }
}
