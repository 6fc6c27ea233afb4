package dev.busway.rabbitmq;

import com.rabbitmq.client.Channel;
import dev.busway.bus.transport.broker.Shard;

/** One queue while this node consumes it, by one channel: an acknowledgement can never reach another. */
final class QueueShard extends Shard {
    final String queue;
    final Channel channel;
    final Acks acks;
    /** Whether the broker is known to send this node its messages; the link's and the reader's threads. */
    volatile boolean active;

    QueueShard(String queue, Channel channel, Link link) {
        this.queue = queue;
        this.channel = channel;
        this.acks = new Acks(link, channel);
    }
}
