package dev.busway.bench;

import dev.busway.bench.breaker.BreakerRace;
import dev.busway.bench.outbox.OutboxRace;
import dev.busway.bench.waiters.WaitersRace;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;

/** {@code bench NAME [--rounds N] [--seconds S] [--warm-up S] [--recording FILE] [--short]}: runs us and the peer side by side and prints the ratios. */
public final class Bench {
    private static final Map<String, Race> RACES = Map.ofEntries(
            Map.entry("balance", new BalanceRace()),
            Map.entry("breaker", new BreakerRace()),
            Map.entry("bus", new BusRace()),
            Map.entry("http", new HttpRace()),
            Map.entry("http-kafka", new HttpKafkaRace()),
            Map.entry("kafka", new KafkaRace()),
            Map.entry("channels", new ChannelsRace()),
            Map.entry("outbox", new OutboxRace()),
            Map.entry("scale", new ScaleRace()),
            Map.entry("unitofwork", new UnitOfWorkRace()),
            Map.entry("waiters", new WaitersRace()));

    private Bench() {}

    /** Exit status 2: the words of the call are off; 1: the run broke. Either is told in a sentence on standard error. */
    public static void main(String[] arguments) {
        if (List.of(arguments).contains("--help")) {
            System.out.println(BenchOptions.usage(RACES));
            return;
        }
        BenchOptions options;
        try {
            options = BenchOptions.of(arguments, RACES);
        } catch (IllegalArgumentException wrong) {
            System.err.println("bench: " + wrong.getMessage());
            System.exit(2);
            return;
        }
        try {
            System.out.println(options.race().run(options.settings()));
        } catch (Exception | LinkageError failed) {
            System.err.println(Complaint.of(options.name(), failed));
            if (System.getenv(Complaint.TRACE) != null) {
                failed.printStackTrace();
            }
            // Servers and event loops live on: only the exit ends them.
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
}
