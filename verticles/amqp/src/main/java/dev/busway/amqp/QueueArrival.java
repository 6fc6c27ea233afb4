package dev.busway.amqp;

import dev.busway.bus.Outcome;
import dev.busway.bus.transport.broker.Arrival;
import dev.busway.bus.transport.broker.Incoming;
import io.vertx.core.Future;
import io.vertx.proton.ProtonDelivery;
import java.util.Map;
import org.apache.qpid.proton.message.Message;

/** One delivery of a queue on its way through a group. */
final class QueueArrival implements Arrival {
    private final QueueShard shard;
    private final String queue;
    private final ProtonDelivery delivery;
    private final Message letter;
    private final Incoming incoming;
    private final Outgoing outgoing;

    QueueArrival(
            QueueShard shard,
            String queue,
            ProtonDelivery delivery,
            Message letter,
            Incoming incoming,
            Outgoing outgoing) {
        this.shard = shard;
        this.queue = queue;
        this.delivery = delivery;
        this.letter = letter;
        this.incoming = incoming;
        this.outgoing = outgoing;
    }

    @Override
    public QueueShard shard() {
        return shard;
    }

    @Override
    public Incoming incoming() {
        return incoming;
    }

    @Override
    public void ended() {
        shard.ended(delivery);
    }

    @Override
    public Future<Outcome> forward(String address, Map<String, String> headers) {
        Message again = Letters.again(letter, headers);
        return outgoing.write(address, again, Letters.size(again), 0);
    }

    @Override
    public String place() {
        return queue;
    }
}
