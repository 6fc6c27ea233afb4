package dev.busway.bench;

import dev.busway.bus.Channel;
import dev.busway.codec.cloudevents.KafkaBinding;
import dev.busway.message.Bytes;
import dev.busway.message.Message;
import dev.busway.message.Payload;
import dev.busway.message.Trace;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Our side of {@code produce}: the same thousand payloads of 200 B round and round, each with its key. */
final class Facts implements Arm {
    private static final int KEYS = 1_000;
    private static final int SIZE = 200;
    private static final String TYPE = "bench.Order";
    private static final Payload[] PAYLOADS = payloads();

    private final Channel channel;
    private int next;

    Facts(Channel channel) {
        this.channel = channel;
    }

    @Override
    public Future<?> call() {
        return channel.publish(message(next++));
    }

    static String key(int number) {
        return "o-" + Math.floorMod(number, KEYS);
    }

    static byte[] bytes(int number) {
        return Bytes.array(PAYLOADS[Math.floorMod(number, KEYS)].bytes());
    }

    private static Message message(int number) {
        return Message.builder(TYPE)
                .key(key(number))
                .payload(PAYLOADS[Math.floorMod(number, KEYS)])
                .build();
    }

    /** Fills the topic with messages as our transport writes them, as fast as it goes. */
    static void fill(String bootstrap, long records) {
        Map<String, Object> settings = Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrap,
                ProducerConfig.LINGER_MS_CONFIG,
                20,
                ProducerConfig.BATCH_SIZE_CONFIG,
                256 << 10);
        try (var producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int i = 0; i < records; i++) {
                // As the pipeline leaves it: every message has a trace.
                Message message = message(i).traced(Trace.start());
                RecordHeaders headers = new RecordHeaders();
                byte[] value = KafkaBinding.writeBinary(message, headers::add);
                var unused = producer.send(
                        new ProducerRecord<>(KafkaRace.CHANNEL, null, null, KafkaBinding.key(message), value, headers));
            }
        }
    }

    private static Payload[] payloads() {
        Payload[] all = new Payload[KEYS];
        for (int i = 0; i < KEYS; i++) {
            JsonObject order = Payloads.ofBytes(SIZE).put("orderId", key(i));
            all[i] = Payload.of(order.toBuffer());
        }
        return all;
    }
}
