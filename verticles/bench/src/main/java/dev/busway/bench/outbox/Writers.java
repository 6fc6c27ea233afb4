package dev.busway.bench.outbox;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/** The application: a few connections that write events into the outbox of one arm; those of one key by one of them, in order. */
final class Writers implements AutoCloseable {
    static final int CONNECTIONS = 4;
    /** Of a backlog: what one transaction of an application would write in bulk. */
    private static final int BULK = 100;

    private final EventWriter writer;
    private final List<Connection> connections = new ArrayList<>();
    private final ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS);

    Writers(OutboxArm arm) throws SQLException {
        writer = arm.writer();
        for (int i = 0; i < CONNECTIONS; i++) {
            connections.add(arm.connect());
        }
    }

    /** Writes a backlog as fast as it goes. Blocks. */
    void backlog(int first, int count) throws Exception {
        each(lane -> {
            List<Event> events = IntStream.range(first, first + count)
                    .filter(number -> number % CONNECTIONS == lane)
                    .mapToObj(Event::new)
                    .toList();
            for (int from = 0; from < events.size(); from += BULK) {
                writer.write(connections.get(lane), events.subList(from, Math.min(from + BULK, events.size())));
            }
        });
    }

    /**
     * Writes one event a transaction at a steady pace. Blocks.
     *
     * @return when each commit was confirmed to its writer, by {@link System#nanoTime}
     */
    long[] steady(int first, int count, int perSecond) throws Exception {
        long[] committed = new long[count];
        long start = System.nanoTime();
        long betweenNanos = 1_000_000_000L / perSecond;
        each(lane -> {
            for (int i = 0; i < count; i++) {
                if ((first + i) % CONNECTIONS == lane) {
                    long due = start + i * betweenNanos;
                    for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
                        LockSupport.parkNanos(wait);
                    }
                    writer.write(connections.get(lane), List.of(new Event(first + i)));
                    committed[i] = System.nanoTime();
                }
            }
        });
        return committed;
    }

    /** Whether the relay works as it should. */
    boolean ready() throws SQLException {
        return writer.ready(looking());
    }

    /** Whether the relay has struck out what it sent. */
    boolean settled() throws SQLException {
        return writer.settled(looking());
    }

    private Connection looking() throws SQLException {
        Connection connection = connections.get(0);
        connection.setAutoCommit(true);
        return connection;
    }

    void tidy() throws SQLException {
        writer.tidy(connections.get(0));
    }

    private interface Lane {
        void run(int number) throws SQLException;
    }

    private void each(Lane lane) throws Exception {
        List<Callable<Boolean>> all = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            int number = i;
            all.add(() -> {
                lane.run(number);
                return true;
            });
        }
        for (Future<Boolean> done : threads.invokeAll(all)) {
            done.get();
        }
    }

    @Override
    public void close() throws SQLException {
        threads.shutdown();
        for (Connection connection : connections) {
            connection.close();
        }
    }
}
