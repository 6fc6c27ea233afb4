package dev.busway.bench.chaos.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;

/** Sends by every door to every address, all the time. */
final class Traffic implements AutoCloseable {
    private static final Duration BETWEEN = Duration.ofMillis(30);
    private static final Duration LONGEST_CALL = Duration.ofSeconds(10);

    private final Field field;
    private final Books books;
    private final List<Thread> senders = new ArrayList<>();
    /** How often each door was dead or frozen, counted at the begin and the end of it: odd while it is. */
    private final AtomicIntegerArray strikes = new AtomicIntegerArray(Cells.NODES);

    private volatile boolean closed;

    Traffic(Field field, Books books) {
        this.field = field;
        this.books = books;
    }

    void start(long seed) {
        for (int door = 0; door < Cells.NODES; door++) {
            int own = door;
            Thread sender = new Thread(() -> send(own, new Random(seed + own)), "traffic-" + Cells.node(door));
            sender.setDaemon(true);
            senders.add(sender);
            sender.start();
        }
    }

    /** The door's node is about to be killed or frozen, or is back. */
    void struck(int door) {
        strikes.incrementAndGet(door);
    }

    private void send(int door, Random random) {
        List<String> targets = Cells.targets();
        try {
            for (int turn = 0; !closed; turn++) {
                String id = "sent-" + Cells.node(door) + "-" + turn;
                String address = targets.get(random.nextInt(targets.size()));
                int before = strikes.get(door);
                books.begun(id);
                Call call = Call.make(field.client(), field.url(door), door, address, id)
                        .join();
                if (strikes.get(door) != before || before % 2 == 1) {
                    books.excused(call);
                } else {
                    books.ended(call);
                }
                TimeUnit.MILLISECONDS.sleep(BETWEEN.toMillis());
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns when every call has ended. */
    @Override
    public void close() {
        closed = true;
        try {
            for (Thread sender : senders) {
                sender.join(LONGEST_CALL.toMillis());
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }
}
