package dev.busway.bench.outbox;

import dev.busway.bench.LastLine;
import dev.busway.bench.Verdict;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Medians of all arms, and the last line of our best engine. */
final class OutboxTable {
    static final String AS_IT_COMES = "debezium";
    static final String TUNED = "debezium tuned";

    private OutboxTable() {}

    /** Prints the table and gives the last line. */
    static String of(Map<String, List<Figures>> figures, PrintStream out) {
        out.println();
        figures.forEach((name, rounds) -> out.println("median     " + line(name, median(rounds))));
        List<Figures> peer = figures.getOrDefault(TUNED, List.of());
        String best = figures.keySet().stream()
                .filter(name -> !name.equals(TUNED) && !name.equals(AS_IT_COMES))
                .min(Comparator.comparingDouble(name -> cost(ratios(figures.getOrDefault(name, List.of()), peer))))
                .orElseThrow();
        List<Figures> ours = figures.getOrDefault(best, List.of());
        figures.forEach((name, rounds) -> {
            if (!name.equals(TUNED)) {
                out.println("ratio      %-15s %s".formatted(name, ratios(rounds, peer)));
            }
        });
        out.println("best engine: " + best);
        Figures median = median(ours);
        Map<String, Double> beside = new LinkedHashMap<>();
        beside.put("p50Ms", median.p50Millis());
        beside.put("p99Ms", median.p99Millis());
        beside.put("idleCpuMsPerSecond", median.idleCpuMillis());
        beside.put("idleTransactionsPerSecond", median.idleTransactions());
        return LastLine.of("outbox", ratios(ours, peer), beside);
    }

    static String line(String name, Figures seen) {
        return String.format(
                Locale.ROOT,
                "%-15s drain %,8.0f/s  cpu/event %5.1f us (broker %4.1f)  p50 %7.2f ms  p99 %7.2f ms"
                        + "  idle %6.1f ms/s  %5.2f tx/s",
                name,
                seen.drainPerSecond(),
                seen.drainCpuMicros(),
                seen.brokerCpuMicros(),
                seen.p50Millis(),
                seen.p99Millis(),
                seen.idleCpuMillis(),
                seen.idleTransactions());
    }

    /** Medians of the rounds' ratios. */
    private static Map<String, Double> ratios(List<Figures> ours, List<Figures> peer) {
        Map<String, Double> ratios = new LinkedHashMap<>();
        ratios.put("drainVsDebeziumTuned", ratio(ours, peer, Figures::drainPerSecond));
        ratios.put("p50VsDebeziumTuned", ratio(ours, peer, Figures::p50Millis));
        ratios.put("idleCpuVsDebeziumTuned", ratio(ours, peer, Figures::idleCpuMillis));
        ratios.put("cpuPerEventVsDebeziumTuned", ratio(ours, peer, Figures::drainCpuMicros));
        return ratios;
    }

    /** Of two engines the better one has the lower product of what should be low, divided by what should be high. */
    private static double cost(Map<String, Double> ratios) {
        double cost = 1;
        for (Map.Entry<String, Double> ratio : ratios.entrySet()) {
            cost *= ratio.getKey().startsWith("drain") ? 1 / ratio.getValue() : ratio.getValue();
        }
        return cost;
    }

    private static double ratio(List<Figures> ours, List<Figures> peer, ToDoubleFunction<Figures> figure) {
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < ours.size(); i++) {
            ratios.add(figure.applyAsDouble(ours.get(i)) / figure.applyAsDouble(peer.get(i)));
        }
        return Verdict.median(ratios);
    }

    private static Figures median(List<Figures> rounds) {
        return new Figures(
                median(rounds, Figures::drainPerSecond),
                median(rounds, Figures::drainCpuMicros),
                median(rounds, Figures::brokerCpuMicros),
                median(rounds, Figures::p50Millis),
                median(rounds, Figures::p99Millis),
                median(rounds, Figures::idleCpuMillis),
                median(rounds, Figures::idleTransactions));
    }

    private static double median(List<Figures> rounds, ToDoubleFunction<Figures> figure) {
        return Verdict.median(rounds.stream().map(figure::applyAsDouble).toList());
    }
}
