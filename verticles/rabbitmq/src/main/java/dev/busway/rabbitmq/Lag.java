package dev.busway.rabbitmq;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How many messages wait at the broker in the queues that this node reads, as it was a moment ago: the broker is asked for some
 * queues at a time. On the link's thread, but for {@link #messages}.
 */
final class Lag {
    private static final int MOST_AT_ONCE = 100;

    private final List<QueueConsumer> consumers;
    private final Map<QueueConsumer, Long> waiting = new HashMap<>();
    private int next;
    private volatile long sum;

    Lag(List<QueueConsumer> consumers) {
        this.consumers = consumers;
    }

    /** Safe on any thread. */
    long messages() {
        return sum;
    }

    void look() throws IOException {
        for (int i = 0; i < Math.min(consumers.size(), MOST_AT_ONCE); i++) {
            QueueConsumer consumer = consumers.get(next);
            next = (next + 1) % consumers.size();
            QueueShard shard = consumer.shard();
            if (shard == null || !consumer.isActive()) {
                waiting.remove(consumer);
            } else if (shard.channel.isOpen()) {
                waiting.put(consumer, shard.channel.messageCount(shard.queue));
            }
        }
        sum = waiting.values().stream().mapToLong(Long::longValue).sum();
    }
}
