package dev.busway.rabbitmq;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Envelope;
import dev.busway.bus.Outcome;
import dev.busway.bus.transport.broker.Arrival;
import dev.busway.bus.transport.broker.Incoming;
import io.vertx.core.Future;
import java.util.Map;

/** One delivery on its way through a group. */
final class DeliveryArrival implements Arrival {
    private final QueueShard shard;
    private final GroupIntake intake;
    private final Envelope envelope;
    private final BasicProperties properties;
    private final byte[] body;
    private final Incoming incoming;

    DeliveryArrival(QueueShard shard, GroupIntake intake, Envelope envelope, BasicProperties properties, byte[] body) {
        this.shard = shard;
        this.intake = intake;
        this.envelope = envelope;
        this.properties = properties;
        this.body = body;
        this.incoming = intake.read(shard.queue, properties, body);
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
        shard.acks.ended(envelope.getDeliveryTag());
    }

    @Override
    public Future<Outcome> forward(String address, Map<String, String> headers) {
        return intake.publisher().forward(address, Outgoing.of(properties, body, headers));
    }

    @Override
    public String place() {
        return shard.queue + "#" + envelope.getDeliveryTag();
    }
}
