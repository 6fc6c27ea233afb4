package dev.busway.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Makes this node's Kafka clients by its settings. Making one may block on name lookup: never on an event loop. */
final class Clients {
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(5);
    /** Members hear of a rebalance by the answer to a heartbeat, so it is this that each of its two steps waits for. */
    private static final Duration HEARTBEAT = Duration.ofSeconds(1);

    private static final Duration YEAR = Duration.ofDays(365);
    /** What comes at once, beyond a full buffer too. */
    static final int RECORDS_PER_POLL = 500;
    /**
     * How long a broker may keep a fetch that finds nothing. One fetch at a time is on its way to a broker: while it waits for
     * quiet partitions, those whose buffers have room again would wait with it, half a second by default. Shorter, and quiet groups
     * would do nothing but ask.
     */
    private static final Duration FETCH_WAIT = Duration.ofMillis(100);
    /** 64 small messages with their attributes: at Kafka's 16 KiB they would take three round trips, not one. */
    private static final int BATCH_BYTES = 64 << 10;

    private final KafkaSettings settings;

    Clients(KafkaSettings settings) {
        this.settings = settings;
    }

    /** The shared producer: idempotent, acknowledged by all replicas, never waiting for company, never blocking its caller. */
    KafkaProducer<byte[], byte[]> producer() {
        Map<String, Object> p = common("");
        p.put(ProducerConfig.ACKS_CONFIG, "all");
        p.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        p.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        p.putIfAbsent(ProducerConfig.BATCH_SIZE_CONFIG, BATCH_BYTES);
        p.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 0);
        p.put(ProducerConfig.BUFFER_MEMORY_CONFIG, (long) settings.bufferBytes());
        p.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, millis(settings.deliveryTimeout()));
        p.put(
                ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                Math.min(millis(REQUEST_TIMEOUT), millis(settings.deliveryTimeout())));
        // A topic that is quiet for five minutes would be forgotten, and its next record refused, since nothing may
        // block.
        p.put(ProducerConfig.METADATA_MAX_IDLE_CONFIG, YEAR.toMillis());
        return new KafkaProducer<>(p, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** A member of a group; it commits by hand only. */
    KafkaConsumer<byte[], byte[]> member(String group) {
        Map<String, Object> p = reader("-" + group);
        p.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        p.put(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, CooperativeStickyAssignor.class.getName());
        p.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, millis(settings.session()));
        p.putIfAbsent(
                ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG,
                Math.min(millis(HEARTBEAT), millis(settings.session()) / 5));
        p.put(
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                settings.newGroups() == KafkaSettings.NewGroups.EARLIEST ? "earliest" : "latest");
        return new KafkaConsumer<>(p, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** A reader of its own, in no group. */
    KafkaConsumer<byte[], byte[]> follower(String topic) {
        Map<String, Object> p = reader("-follows-" + topic);
        p.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "latest");
        return new KafkaConsumer<>(p, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** A reader of what is there already: it never waits for more. */
    KafkaConsumer<byte[], byte[]> browser(String topic) {
        Map<String, Object> p = reader("-looks-" + topic);
        p.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        // A fetch at the end of a partition would hold up whatever is asked of the same broker next.
        p.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 10);
        return new KafkaConsumer<>(p, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** Settings of an admin client. */
    Map<String, String> admin() {
        Map<String, String> p = new HashMap<>();
        common("-admin").forEach((key, value) -> p.put(key, String.valueOf(value)));
        p.put(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, String.valueOf(millis(settings.connectTimeout()) / 2));
        p.put(CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG, String.valueOf(millis(settings.connectTimeout())));
        return p;
    }

    private Map<String, Object> reader(String suffix) {
        Map<String, Object> p = common(suffix);
        p.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        p.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        p.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, RECORDS_PER_POLL);
        p.putIfAbsent(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, millis(FETCH_WAIT));
        // What a foreign producer's transaction took back was never sent.
        p.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        p.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, millis(settings.connectTimeout()));
        return p;
    }

    private Map<String, Object> common(String suffix) {
        Map<String, Object> p = new HashMap<>(settings.properties());
        p.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, settings.bootstrap());
        p.put(CommonClientConfigs.CLIENT_ID_CONFIG, settings.clientId() + suffix);
        // Nobody asked for figures about us to be sent to the broker.
        p.put(CommonClientConfigs.ENABLE_METRICS_PUSH_CONFIG, false);
        return p;
    }

    private static int millis(Duration duration) {
        return Math.toIntExact(duration.toMillis());
    }
}
