package dev.busway.bench;

import org.HdrHistogram.Histogram;

/** What one run of one arm gave. */
record Sample(long calls, long nanos, long cpuNanos, Histogram micros) {
    double perSecond() {
        return calls * 1e9 / nanos;
    }

    double cpuNanosPerCall() {
        return (double) cpuNanos / calls;
    }

    double p50Micros() {
        return micros.getValueAtPercentile(50);
    }

    double p99Micros() {
        return micros.getValueAtPercentile(99);
    }
}
