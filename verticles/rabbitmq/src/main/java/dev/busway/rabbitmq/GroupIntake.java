package dev.busway.rabbitmq;

import com.rabbitmq.client.AMQP.BasicProperties;
import dev.busway.bus.transport.broker.GroupWork;
import dev.busway.bus.transport.broker.Incoming;
import io.vertx.core.internal.ContextInternal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Hands a group's deliveries to its work, read already, and as many at once as have come. What waits here is bounded by the prefetch
 * of the group's queues.
 */
final class GroupIntake {
    private final ContextInternal context;
    private final GroupWork work;
    private final DeliveryReader reader;
    private final Publisher publisher;
    private final Link link;
    private final ConcurrentLinkedQueue<DeliveryArrival> came = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean called = new AtomicBoolean();

    GroupIntake(ContextInternal context, GroupWork work, DeliveryReader reader, Publisher publisher, Link link) {
        this.context = context;
        this.work = work;
        this.reader = reader;
        this.publisher = publisher;
        this.link = link;
    }

    /** Takes one delivery; those of one queue in their order. Safe on any thread. */
    void take(DeliveryArrival arrival) {
        came.add(arrival);
        if (called.compareAndSet(false, true)) {
            context.emit(go -> hand());
        }
    }

    private void hand() {
        called.set(false);
        List<DeliveryArrival> all = new ArrayList<>();
        for (DeliveryArrival next = came.poll(); next != null; next = came.poll()) {
            all.add(next);
        }
        work.take(all);
    }

    Incoming read(String queue, BasicProperties properties, byte[] body) {
        return reader.read(queue, properties, body);
    }

    GroupWork work() {
        return work;
    }

    Publisher publisher() {
        return publisher;
    }

    /** Where deliveries come from and are acknowledged. */
    Link link() {
        return link;
    }
}
