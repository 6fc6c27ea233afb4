package dev.busway.bench.chaos;

import java.util.List;

/**
 * What the books show.
 *
 * @param lost entries without their effect, copy or event
 * @param doubledEffects entries with more than one effect or copy
 * @param orderBreaks effects, copies or events that came after a later one of their account
 * @param findings the first few, a sentence each
 */
record Verdict(int lost, int doubledEffects, int orderBreaks, List<String> findings) {
    boolean clean() {
        return lost == 0 && doubledEffects == 0 && orderBreaks == 0;
    }
}
