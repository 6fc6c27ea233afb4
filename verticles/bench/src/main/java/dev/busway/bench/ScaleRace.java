package dev.busway.bench;

import dev.busway.bench.ScaleCluster.Way;
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
 * travel in smaller packets is told beside it ({@code SameCalls}), and so is what more addresses and more nodes cost the event bus alone
 * ({@code Bare}).
 */
final class ScaleRace implements Race {
    /** Calls at once to each node. */
    private static final int CONCURRENCY = 64;
    /** A warm-up is done in so many steps at least, and ends when a step costs hardly less than the best before it ... */
    private static final int WARM_UP_STEPS = 4;

    private static final double STILL_FALLING = 0.97;
    /** ... or after so many times its length. */
    private static final int MOST_WARM_UPS = 5;

    /**
     * One size to be measured.
     *
     * @param calls at once, to all nodes together
     * @param runsOn the size, of the same list, whose cluster it runs on; its own key: a cluster of its own
     */
    private record Size(String key, int channels, int nodes, int calls, Way way, String runsOn) {
        static Size of(String key, int channels, int nodes) {
            return new Size(key, channels, nodes, nodes * CONCURRENCY, Way.OURS, key);
        }

        /** The event bus alone on the same nodes. */
        Size bare() {
            return new Size(key + "Bare", channels, nodes, calls, Way.BARE, key);
        }

        /** As many calls at once as one node has. */
        Size sameCalls() {
            return new Size(key + "SameCalls", channels, nodes, CONCURRENCY, way, key);
        }

        boolean isBeside() {
            return !key.equals(runsOn);
        }
    }

    /** A size that runs, and what it costs while nobody calls. */
    private record Running(Size size, ScaleCluster cluster, double idleNanosPerNano) {
        double cpuNanosPerCall(Duration length) throws InterruptedException {
            Sample sample = cluster.run(size.way(), size.calls(), length);
            return (sample.cpuNanos() - idleNanosPerNano * sample.nanos()) / sample.calls();
        }
    }

    @Override
    public String run(Duel.Settings settings) throws Exception {
        Map<String, Double> ratios = new LinkedHashMap<>();
        Map<String, Double> beside = new LinkedHashMap<>();
        Size few = Size.of("channels10", 10, 1);
        Size many = Size.of("channels1000", 1_000, 1);
        Size most = Size.of("channels10000", 10_000, 1);
        measure(settings, List.of(few, few.bare(), many, many.bare(), most, most.bare()), ratios, beside);
        Size one = Size.of("nodes1", 10, 1);
        Size two = Size.of("nodes2", 10, 2);
        Size four = Size.of("nodes4", 10, 4);
        measure(
                settings,
                List.of(one, one.bare(), two, two.bare(), two.sameCalls(), four, four.bare(), four.sameCalls()),
                ratios,
                beside);
        return LastLine.of("scale", ratios, beside);
    }

    /** All sizes in every round, forth and back in turn; the first of its way is the measure of the others. */
    private static void measure(
            Duel.Settings settings, List<Size> sizes, Map<String, Double> ratios, Map<String, Double> beside)
            throws Exception {
        Map<String, ScaleCluster> clusters = new LinkedHashMap<>();
        try {
            List<ScaleCluster> used = new ArrayList<>();
            for (Size size : sizes) {
                ScaleCluster cluster = clusters.get(size.runsOn());
                if (cluster == null) {
                    cluster = ScaleCluster.start(size.channels(), size.nodes());
                    clusters.put(size.runsOn(), cluster);
                }
                used.add(cluster);
            }
            List<Running> all = warm(settings, sizes, used);
            List<List<Double>> rounds = new ArrayList<>();
            for (int round = 0; round < settings.rounds(); round++) {
                rounds.add(round(settings, all, round));
            }
            for (int i = 0; i < sizes.size(); i++) {
                int at = i;
                int base = base(sizes, sizes.get(i).way());
                if (at != base) {
                    (sizes.get(i).isBeside() ? beside : ratios)
                            .put(
                                    sizes.get(i).key(),
                                    Verdict.median(rounds.stream()
                                            .map(nanos -> nanos.get(at) / nanos.get(base))
                                            .toList()));
                }
            }
        } finally {
            clusters.values().forEach(ScaleCluster::close);
        }
    }

    private static int base(List<Size> sizes, Way way) {
        return sizes.stream().map(Size::way).toList().indexOf(way);
    }

    /** Each node compiles for itself, and what a compiler takes is no cost of a message: every cluster runs until that has ended. */
    private static List<Running> warm(Duel.Settings settings, List<Size> sizes, List<ScaleCluster> clusters)
            throws InterruptedException {
        for (int i = 0; i < sizes.size(); i++) {
            Size size = sizes.get(i);
            warm(clusters.get(i), size, settings.warmUp());
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

    private static void warm(ScaleCluster cluster, Size size, Duration warmUp) throws InterruptedException {
        Duration step = warmUp.dividedBy(WARM_UP_STEPS);
        double before = Double.MAX_VALUE;
        for (int done = 1; done <= MOST_WARM_UPS * WARM_UP_STEPS; done++) {
            double now = cluster.run(size.way(), size.calls(), step).cpuNanosPerCall();
            if (done >= WARM_UP_STEPS && now > STILL_FALLING * before) {
                return;
            }
            before = Math.min(before, now);
        }
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
