package dev.busway.bench.outbox;

import dev.busway.testkit.TestPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** One arm at a time: drains a backlog, follows a steady stream, idles. Blocks; for one thread. */
final class ArmRun {
    private static final Duration LONGEST_READY = Duration.ofSeconds(60);
    private static final Duration LONGEST_DRAIN = Duration.ofMinutes(3);
    private static final Duration BETWEEN_PROBES = Duration.ofMillis(300);
    private static final Duration LOOK = Duration.ofMillis(20);
    private static final double NANOS_A_MILLI = 1e6;
    private static final String TRANSACTIONS =
            "select xact_commit + xact_rollback from pg_stat_database where datname = ?";

    private final TestPostgres server;
    private final Arrivals arrivals;
    private final Pids pids;
    private final Size size;
    private int next;

    /** The processes whose time is counted beside the relay's. */
    record Pids(long postgres, long broker) {}

    /**
     * How much of each.
     *
     * @param perSecond events a second of the steady stream
     * @param settle from the last event until the idle time begins: what sessions have counted by then, the server knows
     */
    record Size(int backlog, int perSecond, Duration steady, Duration settle, Duration idle) {}

    ArmRun(TestPostgres server, Arrivals arrivals, Pids pids, Size size) {
        this.server = server;
        this.arrivals = arrivals;
        this.pids = pids;
        this.size = size;
    }

    /** Drains backlogs, which nobody counts, until the time is over. */
    void warm(OutboxArm arm, Duration length) throws Exception {
        arm.relay().startPart();
        try (Writers writers = new Writers(arm)) {
            awaitReady(arm, writers);
            long end = System.nanoTime() + length.toNanos();
            do {
                drain(arm, writers);
            } while (System.nanoTime() < end);
        }
        arm.relay().stopPart();
    }

    Figures run(OutboxArm arm) throws Exception {
        arm.relay().startPart();
        Drain drain;
        Histogram latency;
        try (Writers writers = new Writers(arm)) {
            awaitReady(arm, writers);
            drain = drain(arm, writers);
            latency = steady(writers);
            awaitSettled(writers);
        }
        Idle idle = idle(arm);
        arm.relay().stopPart();
        return new Figures(
                size.backlog() * 1e9 / drain.nanos(),
                drain.cpuNanos() / 1e3 / size.backlog(),
                drain.brokerCpuNanos() / 1e3 / size.backlog(),
                latency.getValueAtPercentile(50) / NANOS_A_MILLI,
                latency.getValueAtPercentile(99) / NANOS_A_MILLI,
                idle.cpuMillis(),
                idle.transactions());
    }

    /** Until the relay brings what is written now. */
    private void awaitReady(OutboxArm arm, Writers writers) throws Exception {
        long end = System.nanoTime() + LONGEST_READY.toNanos();
        while (System.nanoTime() < end) {
            Arrivals.Expected probe = arrivals.expect(take(1), 1);
            writers.backlog(next - 1, 1);
            if (probe.came(BETWEEN_PROBES) && writers.ready()) {
                return;
            }
        }
        throw new IllegalStateException(arm.name() + " is not ready after " + LONGEST_READY.toSeconds() + " s");
    }

    private record Drain(long nanos, long cpuNanos, long brokerCpuNanos) {}

    /** The relay stands still while the backlog is written, and goes on as warm as it was. */
    private Drain drain(OutboxArm arm, Writers writers) throws Exception {
        int first = take(size.backlog());
        Arrivals.Expected events = arrivals.expect(first, size.backlog());
        arm.relay().freeze();
        writers.backlog(first, size.backlog());
        long cpu = cpuNanos(arm);
        long broker = CpuTime.nanos(pids.broker());
        long start = System.nanoTime();
        arm.relay().thaw();
        events.await(LONGEST_DRAIN);
        awaitSettled(writers);
        Drain drain = new Drain(events.lastNanos() - start, cpuNanos(arm) - cpu, CpuTime.nanos(pids.broker()) - broker);
        writers.tidy();
        return drain;
    }

    private Histogram steady(Writers writers) throws Exception {
        int count = (int) (size.perSecond() * size.steady().toMillis() / 1_000);
        int first = take(count);
        Arrivals.Expected events = arrivals.expect(first, count);
        long[] committed = writers.steady(first, count, size.perSecond());
        events.await(LONGEST_DRAIN);
        Histogram nanos = new Histogram(3);
        for (int i = 0; i < count; i++) {
            // The consumer may have it before the writer hears that it is committed.
            nanos.recordValue(Math.max(0, events.nanosOf(first + i) - committed[i]));
        }
        return nanos;
    }

    private record Idle(double cpuMillis, double transactions) {}

    private Idle idle(OutboxArm arm) throws InterruptedException, SQLException {
        TimeUnit.MILLISECONDS.sleep(size.settle().toMillis());
        // To another database: what counts is not counted.
        try (Connection beside = DriverManager.getConnection(server.jdbcUrl(), server.user(), server.password())) {
            long transactions = transactions(beside, arm);
            long cpu = cpuNanos(arm);
            long start = System.nanoTime();
            TimeUnit.MILLISECONDS.sleep(size.idle().toMillis());
            double seconds = (System.nanoTime() - start) / 1e9;
            double cpuMillis = (cpuNanos(arm) - cpu) / NANOS_A_MILLI;
            return new Idle(cpuMillis / seconds, (transactions(beside, arm) - transactions) / seconds);
        }
    }

    private static long transactions(Connection beside, OutboxArm arm) throws SQLException {
        try (PreparedStatement look = beside.prepareStatement(TRANSACTIONS)) {
            look.setString(1, arm.database());
            try (ResultSet row = look.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    private static void awaitSettled(Writers writers) throws Exception {
        long end = System.nanoTime() + LONGEST_READY.toNanos();
        while (!writers.settled()) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("the relay has sent all and does not strike it out of the outbox");
            }
            TimeUnit.MILLISECONDS.sleep(LOOK.toMillis());
        }
    }

    private long cpuNanos(OutboxArm arm) {
        return CpuTime.nanos(arm.relay().pid()) + CpuTime.nanos(pids.postgres());
    }

    private int take(int count) {
        int first = next;
        next += count;
        return first;
    }
}
