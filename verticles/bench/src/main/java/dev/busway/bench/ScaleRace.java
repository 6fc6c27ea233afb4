package dev.busway.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Whether a message costs more where there are more channels or more nodes: CPU of all processes per request and reply, as a ratio
 * to the smallest of its kind in the same round.
 *
 * <p>What a node costs when nobody calls (heartbeats, timers) is measured before the rounds and taken off: it is a cost by the second,
 * told by itself. More nodes carry more: each gets as many calls at once as the one does; that the same calls spread over more nodes
 * travel in smaller packets is told beside it.
 */
final class ScaleRace implements Bench.Race {
    /** Calls at once to each node. */
    private static final int CONCURRENCY = 64;

    /** One size to be measured: how many channels, how many nodes that handle them, how many calls at once. */
    private record Size(String key, int channels, int nodes, int calls) {
        /** Whether it runs on the cluster of the size before it in the list. */
        boolean isSameCalls() {
            return nodes > 1 && calls == CONCURRENCY;
        }
    }

    /** A size that runs, and what it costs while nobody calls. */
    private record Running(Size size, ScaleCluster cluster, double idleNanosPerNano) {
        double cpuNanosPerCall(Duration length) throws InterruptedException {
            Sample sample = cluster.run(size.calls(), length);
            return (sample.cpuNanos() - idleNanosPerNano * sample.nanos()) / sample.calls();
        }
    }

    @Override
    public String run(Duel.Settings settings) throws Exception {
        Map<String, Double> ratios = new LinkedHashMap<>();
        Map<String, Double> more = new LinkedHashMap<>();
        measure(
                settings,
                List.of(
                        new Size("channels10", 10, 1, CONCURRENCY),
                        new Size("channels1000", 1_000, 1, CONCURRENCY),
                        new Size("channels10000", 10_000, 1, CONCURRENCY)),
                ratios);
        measure(
                settings,
                List.of(
                        new Size("nodes1", 10, 1, CONCURRENCY),
                        new Size("nodes2", 10, 2, 2 * CONCURRENCY),
                        new Size("nodes2SameCalls", 10, 2, CONCURRENCY),
                        new Size("nodes4", 10, 4, 4 * CONCURRENCY),
                        new Size("nodes4SameCalls", 10, 4, CONCURRENCY)),
                ratios);
        ratios.forEach((key, ratio) -> {
            if (key.endsWith("SameCalls")) {
                more.put(key, ratio);
            }
        });
        ratios.keySet().removeAll(more.keySet());
        return LastLine.of("scale", ratios, more);
    }

    /** All sizes in every round, forth and back in turn; the first is the measure of the others. */
    private static void measure(Duel.Settings settings, List<Size> sizes, Map<String, Double> ratios) throws Exception {
        List<ScaleCluster> clusters = new ArrayList<>();
        try {
            for (Size size : sizes) {
                clusters.add(
                        size.isSameCalls()
                                ? clusters.get(clusters.size() - 1)
                                : ScaleCluster.start(size.channels(), size.nodes()));
            }
            List<Running> all = warm(settings, sizes, clusters);
            List<List<Double>> rounds = new ArrayList<>();
            for (int round = 0; round < settings.rounds(); round++) {
                rounds.add(round(settings, all, round));
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

    /** Each node compiles for itself: it warms up with as many calls as the one node of the smallest. */
    private static List<Running> warm(Duel.Settings settings, List<Size> sizes, List<ScaleCluster> clusters)
            throws InterruptedException {
        for (int i = 0; i < sizes.size(); i++) {
            Size size = sizes.get(i);
            clusters.get(i).run(size.calls(), settings.warmUp().multipliedBy(size.nodes()));
        }
        List<Double> idle = idle(clusters, settings.round());
        List<Running> all = new ArrayList<>();
        for (int i = 0; i < sizes.size(); i++) {
            all.add(new Running(sizes.get(i), clusters.get(i), idle.get(i)));
            System.out.printf(
                    Locale.ROOT,
                    "%-16s idle %.1f ms of CPU a second%n",
                    sizes.get(i).key(),
                    1_000 * idle.get(i));
        }
        return all;
    }

    /** What each cluster costs while nobody calls, in CPU nanoseconds a nanosecond; all are measured in the same time. */
    private static List<Double> idle(List<ScaleCluster> clusters, Duration length) throws InterruptedException {
        long start = System.nanoTime();
        List<Long> before = clusters.stream().map(ScaleCluster::cpuNanos).toList();
        TimeUnit.NANOSECONDS.sleep(length.toNanos());
        long lasted = System.nanoTime() - start;
        List<Double> idle = new ArrayList<>();
        for (int i = 0; i < clusters.size(); i++) {
            idle.add((double) (clusters.get(i).cpuNanos() - before.get(i)) / lasted);
        }
        return idle;
    }

    /** CPU nanoseconds a call of each size. */
    private static List<Double> round(Duel.Settings settings, List<Running> all, int round)
            throws InterruptedException {
        Double[] nanos = new Double[all.size()];
        for (int i = 0; i < nanos.length; i++) {
            int at = round % 2 == 0 ? i : nanos.length - 1 - i;
            nanos[at] = all.get(at).cpuNanosPerCall(settings.round());
            System.out.printf(
                    Locale.ROOT,
                    "%-16s round %d/%d   cpu/call %,7.0f ns%n",
                    all.get(at).size().key(),
                    round + 1,
                    settings.rounds(),
                    nanos[at]);
        }
        return List.of(nanos);
    }
}
