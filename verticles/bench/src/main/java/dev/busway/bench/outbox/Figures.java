package dev.busway.bench.outbox;

/**
 * What one arm showed in one round.
 *
 * @param drainPerSecond events a second while the backlog was drained
 * @param drainCpuMicros CPU of relay and PostgreSQL for each event of the backlog
 * @param brokerCpuMicros CPU of the broker for each event of the backlog
 * @param p50Millis commit to consumed
 * @param p99Millis commit to consumed
 * @param idleCpuMillis CPU of relay and PostgreSQL for each idle second
 * @param idleTransactions of the arm's database for each idle second
 */
record Figures(
        double drainPerSecond,
        double drainCpuMicros,
        double brokerCpuMicros,
        double p50Millis,
        double p99Millis,
        double idleCpuMillis,
        double idleTransactions) {}
