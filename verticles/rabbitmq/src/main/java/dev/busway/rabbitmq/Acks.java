package dev.busway.rabbitmq;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import java.io.IOException;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Acknowledges the deliveries of one channel, as many by one frame as have ended without a gap. A number is acknowledged on the channel
 * that it came by or not at all: on another one it would mean another message.
 */
final class Acks implements Link.Job {
    private final Link link;
    private final Channel channel;
    private final ConcurrentLinkedQueue<Long> ended = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean called = new AtomicBoolean();

    /** Up to here all is acknowledged; the link's thread's own, as what follows. */
    private long upTo;
    /** Acknowledged one by one, behind a gap; no more than the prefetch. */
    private final TreeSet<Long> beyond = new TreeSet<>();

    Acks(Link link, Channel channel) {
        this.link = link;
        this.channel = channel;
    }

    /** A delivery has ended. Safe on any thread; before whatever the caller gives the link later. */
    void ended(long number) {
        ended.add(number);
        if (called.compareAndSet(false, true)) {
            link.execute(this);
        }
    }

    /** On the link's thread. With its channel gone the broker has given all of it to somebody else already. */
    @Override
    public void run(Connection connection) throws IOException {
        called.set(false);
        TreeSet<Long> now = new TreeSet<>();
        for (Long number = ended.poll(); number != null; number = ended.poll()) {
            now.add(number);
        }
        if (!channel.isOpen()) {
            return;
        }
        // The broker wants a number that it still waits for, even where it means all up to there.
        long last = 0;
        while (now.contains(upTo + 1) || beyond.remove(upTo + 1)) {
            upTo++;
            last = now.remove(upTo) ? upTo : last;
        }
        long upToHere = last;
        link.hold(() -> {
            if (upToHere > 0) {
                channel.basicAck(upToHere, true);
            }
            for (long number : now) {
                channel.basicAck(number, false);
                beyond.add(number);
            }
        });
    }
}
