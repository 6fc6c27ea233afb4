package dev.busway.kafka;

import dev.busway.bus.transport.broker.GroupWork;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Hands a group's records to its work, read already: the poll thread has time for that. */
record Intake(GroupWork work, RecordReader reader, RecordProducer producer) {
    /** Takes records of one partition, in their order. */
    void take(PartitionShard shard, List<ConsumerRecord<byte[], byte[]>> records) {
        shard.handed(records.size());
        List<RecordArrival> arrivals = new ArrayList<>(records.size());
        for (ConsumerRecord<byte[], byte[]> record : records) {
            arrivals.add(new RecordArrival(shard, record, reader.read(record), producer));
        }
        work.take(arrivals);
    }
}
