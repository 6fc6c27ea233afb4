package dev.busway.kafka;

import dev.busway.config.Section;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The {@code kafka} section of the configuration.
 *
 * @param bootstrap where brokers are found: {@code host:port[,host:port]}; required
 * @param clientId how this node names itself to brokers; {@code busway-<node>}
 * @param connectTimeout longest wait for the brokers at start; 10 s, 1 s to 5 min
 * @param deliveryTimeout longest wait for a record's acknowledgement; 10 s, 1 s to 10 min
 * @param bufferBytes memory for records on their way to brokers; 32 MiB, 1 to 1024 MiB
 * @param topicCreation whether missing topics are made
 * @param replication copies of a topic that is made, at most 10; 0 (default) means 3, or as many as there are brokers if fewer
 * @param newGroups where a group begins that has never committed
 * @param session after this silence a node's partitions go to others; 10 s, 6 s to 5 min
 * @param handover longest wait for running handlers before a partition goes to another node; 5 s, 100 ms to 1 min
 * @param drain longest wait for running handlers when a subscription ends; 10 s, 100 ms to 5 min
 * @param commitEvery time between commits of offsets; 500 ms, 50 ms to 1 min
 * @param partitionBuffer messages of one partition that wait or run in this node; 1,000, 10 to 100,000
 * @param uncommitted messages of one partition that may end while an earlier one has not; 10,000, 100 to 1,000,000
 * @param waitingRequests requests of this node that wait for an answer; 10,000, 1 to 1,000,000
 * @param properties further settings of every Kafka client, as TLS and SASL
 */
record KafkaSettings(
        String bootstrap,
        String clientId,
        Duration connectTimeout,
        Duration deliveryTimeout,
        int bufferBytes,
        TopicCreation topicCreation,
        int replication,
        NewGroups newGroups,
        Duration session,
        Duration handover,
        Duration drain,
        Duration commitEvery,
        int partitionBuffer,
        int uncommitted,
        int waitingRequests,
        Map<String, String> properties) {

    /** What our guarantees hang on is not for sale. */
    private static final Set<String> OURS = Set.of(
            "bootstrap.servers",
            "client.id",
            "group.id",
            "group.protocol",
            "acks",
            "enable.idempotence",
            "enable.auto.commit",
            "max.block.ms",
            "auto.offset.reset",
            "partition.assignment.strategy",
            "delivery.timeout.ms",
            "buffer.memory",
            "session.timeout.ms",
            "transactional.id");

    /** Whether missing topics are made. */
    enum TopicCreation {
        ALLOWED,
        FORBIDDEN
    }

    /** Where a group begins that has never committed. */
    enum NewGroups {
        EARLIEST,
        LATEST
    }

    /** Reads every key; a wrong one is named with its bound. */
    static KafkaSettings from(Section kafka, String node) {
        return new KafkaSettings(
                kafka.requiredText("bootstrap"),
                kafka.text("clientId", "busway-" + node),
                kafka.duration("connectTimeout", seconds(10), seconds(1), Duration.ofMinutes(5)),
                kafka.duration("deliveryTimeout", seconds(10), seconds(1), Duration.ofMinutes(10)),
                kafka.number("bufferMiB", 32, 1, 1024) << 20,
                kafka.flag("createTopics", true) ? TopicCreation.ALLOWED : TopicCreation.FORBIDDEN,
                kafka.number("replication", 0, 0, 10),
                kafka.word("newGroups", "earliest", List.of("earliest", "latest"))
                                .equals("earliest")
                        ? NewGroups.EARLIEST
                        : NewGroups.LATEST,
                kafka.duration("session", seconds(10), seconds(6), Duration.ofMinutes(5)),
                kafka.duration("handover", seconds(5), Duration.ofMillis(100), Duration.ofMinutes(1)),
                kafka.duration("drain", seconds(10), Duration.ofMillis(100), Duration.ofMinutes(5)),
                kafka.duration("commitEvery", Duration.ofMillis(500), Duration.ofMillis(50), Duration.ofMinutes(1)),
                kafka.number("partitionBuffer", 1_000, 10, 100_000),
                kafka.number("uncommitted", 10_000, 100, 1_000_000),
                kafka.number("waitingRequests", 10_000, 1, 1_000_000),
                properties(kafka));
    }

    private static Duration seconds(int seconds) {
        return Duration.ofSeconds(seconds);
    }

    private static Map<String, String> properties(Section kafka) {
        Map<String, String> read = new LinkedHashMap<>();
        kafka.json("properties").forEach(entry -> {
            if (OURS.contains(entry.getKey())) {
                throw kafka.wrong(
                        "properties." + entry.getKey(),
                        "is set by Busway, because its guarantees hang on it. Mend: leave it out");
            }
            read.put(entry.getKey(), String.valueOf(entry.getValue()));
        });
        return Map.copyOf(read);
    }
}
