package dev.busway.postgres;

import io.vertx.core.Context;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGProperty;
import org.postgresql.replication.LogSequenceNumber;
import org.postgresql.replication.PGReplicationConnection;
import org.postgresql.replication.PGReplicationStream;

/**
 * Reads the database's log on a thread of its own: opens a slot, waits for {@link #go}, hands what comes to the relay's context.
 * It holds at most {@value #MOST_KIBIBYTES} KiB that are not settled, then it waits, and the server with it.
 */
final class LogReader implements Runnable {
    /** What is under way takes a permit for each begun KiB. */
    static final int MOST_KIBIBYTES = 4_096;

    private static final int BATCH = 256;
    private static final int STATUS_SECONDS = 1;
    private static final String DUPLICATE = "42710";

    private final PostgresOptions options;
    private final SlotName slot;
    private final Context context;
    private final Heard heard;
    private final PgOutput decoder = new PgOutput();
    private final Semaphore permits = new Semaphore(MOST_KIBIBYTES);
    private final CountDownLatch go = new CountDownLatch(1);
    private volatile long settled;
    private volatile boolean stopped;
    private volatile @Nullable Connection connection;

    /** Called on the relay's context. */
    interface Heard {
        /** The slot is there: what commits from now on will be read. */
        void opened();

        void took(List<Logged> batch);

        /** It reads no more; called once. */
        void ended(@Nullable Throwable cause);
    }

    LogReader(PostgresOptions options, SlotName slot, Context context, Heard heard) {
        this.options = options;
        this.slot = slot;
        this.context = context;
        this.heard = heard;
    }

    void start() {
        Thread thread = new Thread(this, "busway-log");
        thread.setDaemon(true);
        thread.start();
    }

    /** Begins to read. */
    void go() {
        go.countDown();
    }

    /** All before this position is dealt with: the server may forget it. */
    void settled(long position) {
        settled = position;
    }

    /** So much is not under way any more. */
    void release(int kibibytes) {
        permits.release(kibibytes);
    }

    static int kibibytes(RelayedRow row) {
        return Math.min(MOST_KIBIBYTES, row.frame().length() / 1024 + 1);
    }

    /** Ends it at the next that comes, when the server has been told how far it is. */
    void stop() {
        stopped = true;
        boolean reading = go.getCount() == 0;
        go.countDown();
        if (!reading) {
            abort();
        }
    }

    /** Ends it at once. */
    void abort() {
        stopped = true;
        go.countDown();
        Connection open = connection;
        if (open != null) {
            try {
                open.abort(Runnable::run);
            } catch (SQLException gone) {
                Failures.LOG.debug("the log's connection was gone", gone);
            }
        }
    }

    @Override
    public void run() {
        Throwable cause = null;
        try (Connection open = DriverManager.getConnection(options.jdbcUrl(), properties())) {
            connection = open;
            PGReplicationConnection api = open.unwrap(PGConnection.class).getReplicationAPI();
            make(api);
            context.runOnContext(here -> heard.opened());
            go.await();
            if (!stopped) {
                read(api);
            }
        } catch (SQLException | RuntimeException failed) {
            cause = failed;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        Throwable end = stopped ? null : cause;
        context.runOnContext(here -> heard.ended(end));
    }

    private void make(PGReplicationConnection api) throws SQLException {
        var wanted =
                api.createReplicationSlot().logical().withSlotName(slot.name()).withOutputPlugin("pgoutput");
        try {
            (slot.lasting() ? wanted : wanted.withTemporaryOption()).make();
        } catch (SQLException refused) {
            if (!slot.lasting() || !DUPLICATE.equals(refused.getSQLState())) {
                throw refused;
            }
        }
    }

    private void read(PGReplicationConnection api) throws SQLException, InterruptedException {
        try (PGReplicationStream stream = api.replicationStream()
                .logical()
                .withSlotName(slot.name())
                .withSlotOption("proto_version", 1)
                .withSlotOption("publication_names", "busway_outbox")
                .withSlotOption("messages", true)
                .withSlotOption("binary", true)
                .withStatusInterval(STATUS_SECONDS, TimeUnit.SECONDS)
                .start()) {
            List<Logged> batch = new ArrayList<>();
            while (!stopped) {
                confirm(stream, settled);
                ByteBuffer bytes = batch.isEmpty() ? stream.read() : stream.readPending();
                if (bytes == null) {
                    if (batch.isEmpty()) {
                        throw new SQLException("the server ended the stream");
                    }
                    batch = hand(batch);
                    continue;
                }
                Logged one = decoder.read(bytes);
                if (one == null) {
                    continue;
                }
                int weight = weight(one);
                if (weight > 0 && !permits.tryAcquire(weight)) {
                    batch = hand(batch);
                    while (!stopped && !permits.tryAcquire(weight, STATUS_SECONDS, TimeUnit.SECONDS)) {
                        confirm(stream, settled);
                        stream.forceUpdateStatus();
                    }
                }
                batch.add(one);
                batch = batch.size() < BATCH ? batch : hand(batch);
            }
            confirm(stream, settled);
            stream.forceUpdateStatus();
        }
    }

    private static int weight(Logged one) {
        if (one instanceof Logged.Inserted inserted) {
            return kibibytes(inserted.row());
        }
        return one instanceof Logged.Emitted emitted ? kibibytes(emitted.row()) : 0;
    }

    private List<Logged> hand(List<Logged> batch) {
        if (batch.isEmpty()) {
            return batch;
        }
        context.runOnContext(here -> heard.took(batch));
        return new ArrayList<>();
    }

    private static void confirm(PGReplicationStream stream, long position) {
        LogSequenceNumber wanted = LogSequenceNumber.valueOf(position);
        if (stream.getLastFlushedLSN() == null || stream.getLastFlushedLSN().compareTo(wanted) < 0) {
            stream.setFlushedLSN(wanted);
            stream.setAppliedLSN(wanted);
        }
    }

    private Properties properties() {
        Properties properties = new Properties();
        PGProperty.USER.set(properties, options.user());
        PGProperty.PASSWORD.set(properties, options.password());
        PGProperty.REPLICATION.set(properties, "database");
        PGProperty.ASSUME_MIN_SERVER_VERSION.set(properties, "14");
        PGProperty.PREFER_QUERY_MODE.set(properties, "simple");
        PGProperty.APPLICATION_NAME.set(properties, "busway-log");
        PGProperty.OPTIONS.set(properties, "-c client_connection_check_interval=1s");
        return properties;
    }
}
