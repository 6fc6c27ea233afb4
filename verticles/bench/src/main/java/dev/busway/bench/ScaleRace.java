package dev.busway.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Whether a message costs more where there are more channels or more nodes: CPU of all processes per request and reply, as a ratio
 * to the smallest of its kind in the same round.
 */
final class ScaleRace implements Bench.Race {
    private static final int CONCURRENCY = 64;

    /** One size to be measured: how many channels, and how many nodes that handle them. */
    private record Size(String key, int channels, int nodes) {}

    @Override
    public String run(Duel.Settings settings) throws Exception {
        Map<String, Double> ratios = new LinkedHashMap<>();
        measure(
                settings,
                List.of(
                        new Size("channels10", 10, 1),
                        new Size("channels1000", 1_000, 1),
                        new Size("channels10000", 10_000, 1)),
                ratios);
        measure(
                settings,
                List.of(new Size("nodes1", 10, 1), new Size("nodes2", 10, 2), new Size("nodes4", 10, 4)),
                ratios);
        return LastLine.of("scale", ratios, Map.of());
    }

    /** All sizes in every round, forth and back in turn; the first is the measure of the others. */
    private static void measure(Duel.Settings settings, List<Size> sizes, Map<String, Double> ratios) throws Exception {
        List<ScaleCluster> clusters = new ArrayList<>();
        try {
            for (Size size : sizes) {
                clusters.add(ScaleCluster.start(size.channels(), size.nodes()));
            }
            for (ScaleCluster cluster : clusters) {
                cluster.run(CONCURRENCY, settings.warmUp());
            }
            List<List<Double>> rounds = new ArrayList<>();
            for (int round = 0; round < settings.rounds(); round++) {
                rounds.add(round(settings, sizes, clusters, round));
            }
            for (int i = 1; i < sizes.size(); i++) {
                int at = i;
                ratios.put(
                        sizes.get(i).key(),
                        Verdict.median(rounds.stream()
                                .map(nanos -> nanos.get(at) / nanos.get(0))
                                .toList()));
            }
        } finally {
            clusters.forEach(ScaleCluster::close);
        }
    }

    /** CPU nanoseconds a call of each size. */
    private static List<Double> round(Duel.Settings settings, List<Size> sizes, List<ScaleCluster> clusters, int round)
            throws InterruptedException {
        Double[] nanos = new Double[sizes.size()];
        for (int i = 0; i < nanos.length; i++) {
            int at = round % 2 == 0 ? i : nanos.length - 1 - i;
            Sample sample = clusters.get(at).run(CONCURRENCY, settings.round());
            nanos[at] = sample.cpuNanosPerCall();
            System.out.printf(
                    Locale.ROOT,
                    "%-14s round %d/%d   %,9.0f/s   cpu/call %,7.0f ns%n",
                    sizes.get(at).key(),
                    round + 1,
                    settings.rounds(),
                    sample.perSecond(),
                    nanos[at]);
        }
        return List.of(nanos);
    }
}
