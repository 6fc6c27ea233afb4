package dev.busway.rabbitmq;

import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ShutdownSignalException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection to the broker, and the thread that owns it: whatever blocks is done there, one job after the other. A connection
 * that is lost is made again, with waits that double, until the link is closed.
 */
final class Link implements Runnable {
    /** Something to do on the link's thread. How many wait is bounded by who gives them. */
    @FunctionalInterface
    interface Job {
        void run(Connection connection) throws IOException;

        /** Instead of {@link #run}, when there is no connection. */
        default void missed() {}
    }

    /** What lives on the connection and has to be set up again on each new one. Called on the link's thread only. */
    interface Member {
        /** What it throws ends the connection. */
        void up(Connection connection) throws IOException;

        void down();
    }

    private static final Logger LOG = LoggerFactory.getLogger(Link.class);
    private static final int LONGEST_CLOSE_MILLIS = 5_000;

    private static final Job WAKE = connection -> {};

    /** Jobs whose writes are sent together. */
    private static final int MOST_AT_ONCE = 256;

    private final String purpose;
    private final Connections connections;
    private final LinkedBlockingQueue<Job> jobs = new LinkedBlockingQueue<>();
    private final List<Member> members = new ArrayList<>();
    private final Promise<Void> opened = Promise.promise();
    private final Promise<Void> closed = Promise.promise();
    private final Retries retries;
    private @Nullable Connection connection;
    private @Nullable Frames frames;
    private volatile boolean lost;
    private volatile boolean closing;
    private volatile boolean ended;

    Link(String purpose, Connections connections) {
        this.purpose = purpose;
        this.connections = connections;
        this.retries = new Retries(connections.timeout(), connections.longestWaitMillis());
    }

    /** Starts the thread; completes with the first connection, fails when there is none in time. */
    Future<Void> open() {
        Connections.daemon(this, "busway-rabbitmq-" + purpose).start();
        return opened.future();
    }

    /** Safe on any thread; jobs of one thread run in their order. */
    void execute(Job job) {
        jobs.add(job);
        if (ended && jobs.remove(job)) {
            job.missed();
        }
    }

    /** Whether there was a connection and is none now. Safe on any thread. */
    boolean isLost() {
        return lost;
    }

    /** Sets it up now and on every new connection. Safe on any thread. */
    void add(Member member) {
        execute(new Job() {
            @Override
            public void run(Connection now) {
                members.add(member);
                tellUp(member, now);
            }

            @Override
            public void missed() {
                members.add(member);
            }
        });
    }

    /** On the link's thread only. */
    void remove(Member member) {
        members.remove(member);
    }

    /** The open connection; {@code null} when there is none. On the link's thread only. */
    @Nullable
    Connection connection() {
        Connection now = connection;
        return now != null && now.isOpen() ? now : null;
    }

    /** Ends what was given before, then the connection. Safe on any thread. */
    Future<Void> close() {
        execute(new Job() {
            @Override
            public void run(Connection last) {
                closing = true;
            }

            @Override
            public void missed() {
                closing = true;
            }
        });
        return closed.future();
    }

    @Override
    public void run() {
        try {
            while (!closing) {
                turn();
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        } finally {
            opened.tryFail("The connection was closed before it was made.");
            end();
            closed.tryComplete();
        }
    }

    private void turn() throws InterruptedException {
        if (connection != null && !connection.isOpen()) {
            lose(connection);
        }
        if (connection == null && retries.isDue()) {
            connect();
        }
        Job job = connection == null ? jobs.poll(Math.max(retries.nanosLeft(), 0), TimeUnit.NANOSECONDS) : jobs.take();
        for (int left = MOST_AT_ONCE; job != null; left--) {
            work(job);
            job = left == 0 || closing ? null : jobs.poll();
        }
        send();
    }

    /** Writes what is to go together with what else is written in this turn. On the link's thread, in a job. */
    void hold(Frames.Write write) throws IOException {
        Frames now = frames;
        if (now == null) {
            write.run();
        } else {
            now.hold(write);
        }
    }

    private void send() {
        Frames now = frames;
        if (connection == null || now == null) {
            return;
        }
        try {
            now.release();
        } catch (IOException gone) {
            connection.abort(LONGEST_CLOSE_MILLIS);
        }
    }

    private void work(Job job) {
        Connection now = connection();
        try {
            if (now == null) {
                job.missed();
            } else {
                job.run(now);
            }
        } catch (IOException | RuntimeException failed) {
            // A dead thread would be worse: nothing of this node would reach the broker, and nobody would notice.
            LOG.atWarn().addKeyValue("link", purpose).setCause(failed).log("job failed");
        }
    }

    private void connect() {
        try {
            Connection now = connections.open(purpose);
            frames = connections.frames();
            now.addShutdownListener(cause -> jobs.add(WAKE));
            connection = now;
            if (retries.connected()) {
                LOG.atInfo().addKeyValue("link", purpose).log("connected again");
            }
            List.copyOf(members).forEach(member -> tellUp(member, now));
            lost = false;
            opened.tryComplete();
        } catch (IOException | TimeoutException | RuntimeException failed) {
            waitAfter(failed);
        }
    }

    private void tellUp(Member member, Connection now) {
        try {
            member.up(now);
        } catch (IOException | RuntimeException failed) {
            LOG.atWarn()
                    .addKeyValue("link", purpose)
                    .addKeyValue("cause", Refusals.text(failed))
                    .log("not set up on the connection, which is made again");
            now.abort(LONGEST_CLOSE_MILLIS);
        }
    }

    private void waitAfter(Exception failed) {
        long millis = retries.failed();
        if (!opened.future().isComplete()) {
            if (Refusals.isFinal(failed) || retries.isTooLate()) {
                opened.tryFail(failed);
                closing = true;
            }
            return;
        }
        LOG.atWarn()
                .addKeyValue("link", purpose)
                .addKeyValue("cause", Refusals.text(failed))
                .addKeyValue("again_in_ms", millis)
                .log("no connection");
    }

    private void lose(Connection gone) {
        ShutdownSignalException why = gone.getCloseReason();
        lost = true;
        LOG.atWarn()
                .addKeyValue("link", purpose)
                .addKeyValue("cause", why == null ? "unknown" : Refusals.text(why))
                .log("connection lost");
        connection = null;
        retries.lost();
        List.copyOf(members).forEach(Member::down);
    }

    private void end() {
        Connection last = connection;
        send();
        if (last != null) {
            last.abort(LONGEST_CLOSE_MILLIS);
        }
        List.copyOf(members).forEach(Member::down);
        members.clear();
        ended = true;
        for (Job job = jobs.poll(); job != null; job = jobs.poll()) {
            job.missed();
        }
    }
}
