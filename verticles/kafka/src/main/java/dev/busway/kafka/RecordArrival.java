package dev.busway.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.busway.bus.Outcome;
import dev.busway.bus.transport.broker.Arrival;
import dev.busway.bus.transport.broker.Incoming;
import io.vertx.core.Future;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** One record on its way through a group, and its place in the ledger: what the group's thread fetches of it lies in one object. */
final class RecordArrival extends OffsetLedger.Slot implements Arrival {
    private final PartitionShard shard;
    private final ConsumerRecord<byte[], byte[]> record;
    private final Incoming incoming;
    private final RecordProducer producer;

    RecordArrival(
            PartitionShard shard, ConsumerRecord<byte[], byte[]> record, Incoming incoming, RecordProducer producer) {
        super(record.offset());
        this.shard = shard;
        this.record = record;
        this.incoming = incoming;
        this.producer = producer;
    }

    @Override
    public PartitionShard shard() {
        return shard;
    }

    @Override
    public Incoming incoming() {
        return incoming;
    }

    @Override
    public void queued() {
        shard.queued(this);
    }

    @Override
    public void ended() {
        shard.ended(this);
    }

    @Override
    public Future<Outcome> forward(String address, Map<String, String> headers) {
        Headers all = new RecordHeaders(record.headers());
        headers.forEach((name, value) -> all.add("ce_" + name, value.getBytes(UTF_8)));
        return producer.write(new ProducerRecord<>(address, null, null, record.key(), record.value(), all));
    }

    @Override
    public String place() {
        return record.topic() + "-" + record.partition() + "@" + record.offset();
    }
}
