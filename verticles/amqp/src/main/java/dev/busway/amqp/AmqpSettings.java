package dev.busway.amqp;

import dev.busway.config.Section;
import java.time.Duration;
import java.util.Optional;

/**
 * The {@code amqp} section of the configuration.
 *
 * @param host where the broker is; required
 * @param port 5672, 1 to 65,535
 * @param user with no user the node is anonymous
 * @param containerId how this node names itself to the broker; {@code busway-<node>}
 * @param encryption whether the connection is by TLS
 * @param trust file of the certificates that are trusted, PEM or PKCS#12; none means those that Java trusts
 * @param trustPassword of a PKCS#12 file
 * @param connectTimeout longest wait for the broker at start and when links are opened; 10 s, 1 s to 5 min
 * @param deliveryTimeout longest wait for the broker to accept a message; 10 s, 1 s to 10 min
 * @param heartbeat a broker that is silent this long is taken for dead; 10 s, 1 s to 5 min
 * @param reconnectLongest longest wait between two tries to connect again; 1 s, 100 ms to 5 min
 * @param bufferBytes memory for messages on their way to the broker; 32 MiB, 1 to 1024 MiB
 * @param queueCreation whether missing addresses and queues are made
 * @param drain longest wait for running handlers when a subscription ends; 10 s, 100 ms to 5 min
 * @param shareEvery time between looks whether this node reads more than its share of a group's queues; 5 s, 500 ms to 1 h
 * @param lagEvery time between looks how many messages wait at the broker; 5 s, 500 ms to 1 h
 * @param connections connections to read by, among which groups are spread; 2, 1 to 64
 * @param prefetch most messages of one queue that wait or run in this node; 1,000, 1 to 100,000
 * @param waitingRequests requests of this node that wait for an answer; 10,000, 1 to 1,000,000
 */
record AmqpSettings(
        String host,
        int port,
        Optional<String> user,
        Optional<String> password,
        String containerId,
        Encryption encryption,
        Optional<String> trust,
        Optional<String> trustPassword,
        Duration connectTimeout,
        Duration deliveryTimeout,
        Duration heartbeat,
        Duration reconnectLongest,
        int bufferBytes,
        QueueCreation queueCreation,
        Duration drain,
        Duration shareEvery,
        Duration lagEvery,
        int connections,
        int prefetch,
        int waitingRequests) {

    private static final int AMQP_PORT = 5_672;

    /** Whether the connection is by TLS. */
    enum Encryption {
        TLS,
        NONE
    }

    /** Whether missing addresses and queues are made. */
    enum QueueCreation {
        ALLOWED,
        FORBIDDEN
    }

    /** Reads every key; a wrong one is named with its bound. */
    static AmqpSettings from(Section amqp, String node) {
        return new AmqpSettings(
                amqp.requiredText("host"),
                amqp.number("port", AMQP_PORT, 1, 65_535),
                amqp.text("user"),
                amqp.text("password"),
                amqp.text("containerId", "busway-" + node),
                amqp.flag("tls", false) ? Encryption.TLS : Encryption.NONE,
                amqp.text("trust"),
                amqp.text("trustPassword"),
                amqp.duration("connectTimeout", seconds(10), seconds(1), Duration.ofMinutes(5)),
                amqp.duration("deliveryTimeout", seconds(10), seconds(1), Duration.ofMinutes(10)),
                amqp.duration("heartbeat", seconds(10), seconds(1), Duration.ofMinutes(5)),
                amqp.duration("reconnectLongest", seconds(1), Duration.ofMillis(100), Duration.ofMinutes(5)),
                amqp.number("bufferMiB", 32, 1, 1024) << 20,
                amqp.flag("createQueues", true) ? QueueCreation.ALLOWED : QueueCreation.FORBIDDEN,
                amqp.duration("drain", seconds(10), Duration.ofMillis(100), Duration.ofMinutes(5)),
                amqp.duration("shareEvery", seconds(5), Duration.ofMillis(500), Duration.ofHours(1)),
                amqp.duration("lagEvery", seconds(5), Duration.ofMillis(500), Duration.ofHours(1)),
                amqp.number("connections", 2, 1, 64),
                amqp.number("prefetch", 1_000, 1, 100_000),
                amqp.number("waitingRequests", 10_000, 1, 1_000_000));
    }

    private static Duration seconds(int seconds) {
        return Duration.ofSeconds(seconds);
    }

    /** For what is said to people. */
    String place() {
        return host + ":" + port;
    }
}
