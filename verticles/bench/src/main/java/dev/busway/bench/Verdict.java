package dev.busway.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** The paired samples of one comparison, round by round. */
public record Verdict(List<Sample> ours, List<Sample> peer) {
    /** Median over the rounds of ours ÷ peer. */
    double ratio(ToDoubleFunction<Sample> figure) {
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < ours.size(); i++) {
            ratios.add(figure.applyAsDouble(ours.get(i)) / figure.applyAsDouble(peer.get(i)));
        }
        return median(ratios);
    }

    /** Median over the rounds of ours − peer. */
    double difference(ToDoubleFunction<Sample> figure) {
        List<Double> differences = new ArrayList<>();
        for (int i = 0; i < ours.size(); i++) {
            differences.add(figure.applyAsDouble(ours.get(i)) - figure.applyAsDouble(peer.get(i)));
        }
        return median(differences);
    }

    public static double median(List<Double> values) {
        List<Double> sorted = new ArrayList<>(values);
        Collections.sort(sorted);
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
