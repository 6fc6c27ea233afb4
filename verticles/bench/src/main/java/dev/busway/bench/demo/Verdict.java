package dev.busway.bench.demo;

import java.util.List;

/**
 * What the books show. Orders are counted, not findings.
 *
 * @param finished operations that are finished
 * @param findings the first few, a sentence each
 */
record Verdict(int orders, int finished, int lost, int doubled, int outOfOrder, List<String> findings) {
    boolean clean() {
        return lost == 0 && doubled == 0 && outOfOrder == 0 && finished == orders;
    }
}
