package dev.busway.rabbitmq;

import dev.busway.config.Section;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Optional;

/**
 * The {@code rabbitmq} section of the configuration.
 *
 * @param uri {@code amqp[s]://user:password@host:port/vhost}; it wins over the five keys that say the same one by one
 * @param host 127.0.0.1
 * @param port 5672, 1 to 65535
 * @param user guest
 * @param password guest
 * @param vhost {@code /}
 * @param encryption whether the connection is by TLS; so too where the uri is {@code amqps:}
 * @param trust file of the certificates that are trusted, PEM or PKCS#12; none means those that Java trusts
 * @param trustPassword of a PKCS#12 file
 * @param clientId how this node names its connections to the broker; {@code busway-<node>}
 * @param connectTimeout longest wait for the broker at start, for a connection and for an answer; 10 s, 1 s to 5 min
 * @param reconnectLongest longest wait between two tries to connect again; 1 s, 100 ms to 5 min
 * @param heartbeat a broker that is silent twice as long is gone; 10 s, 1 s to 5 min
 * @param deliveryTimeout longest wait for a confirm of a message with no deadline; 10 s, 1 s to 10 min
 * @param unconfirmed messages on their way that the broker has not confirmed; 10,000, 1 to 1,000,000
 * @param bufferBytes memory for those; 32 MiB, 1 to 1024 MiB
 * @param largestBytes the largest payload that is sent; 16 MiB, 1 to 128 MiB
 * @param creation whether missing exchanges and queues are made
 * @param prefetch messages of one queue that wait or run in this node, at most the channel's maxInFlight; 1,000, 1 to 65,535
 * @param balanceEvery time between looks whether this node has more shards than its share; 2 s, 100 ms to 5 min
 * @param lagEvery time between looks how many messages wait at the broker; 5 s, 500 ms to 1 h
 * @param drain longest wait for running handlers when a subscription ends; 10 s, 100 ms to 5 min
 * @param waitingRequests requests of this node that wait for an answer; 10,000, 1 to 1,000,000
 */
record RabbitSettings(
        Optional<String> uri,
        String host,
        int port,
        String user,
        String password,
        String vhost,
        Encryption encryption,
        Optional<String> trust,
        Optional<String> trustPassword,
        String clientId,
        Duration connectTimeout,
        Duration reconnectLongest,
        Duration heartbeat,
        Duration deliveryTimeout,
        int unconfirmed,
        int bufferBytes,
        int largestBytes,
        Creation creation,
        int prefetch,
        Duration balanceEvery,
        Duration lagEvery,
        Duration drain,
        int waitingRequests) {

    /** Whether the connection is by TLS. */
    enum Encryption {
        TLS,
        NONE
    }

    /** Whether missing exchanges and queues are made. */
    enum Creation {
        ALLOWED,
        FORBIDDEN
    }

    /** Reads every key; a wrong one is named with its bound. */
    static RabbitSettings from(Section rabbitmq, String node) {
        return new RabbitSettings(
                uri(rabbitmq),
                rabbitmq.text("host", "127.0.0.1"),
                rabbitmq.number("port", 5672, 1, 65_535),
                rabbitmq.text("user", "guest"),
                rabbitmq.text("password", "guest"),
                rabbitmq.text("vhost", "/"),
                rabbitmq.flag("tls", false) ? Encryption.TLS : Encryption.NONE,
                rabbitmq.text("trust"),
                rabbitmq.text("trustPassword"),
                rabbitmq.text("clientId", "busway-" + node),
                rabbitmq.duration("connectTimeout", seconds(10), seconds(1), Duration.ofMinutes(5)),
                rabbitmq.duration("reconnectLongest", seconds(1), Duration.ofMillis(100), Duration.ofMinutes(5)),
                rabbitmq.duration("heartbeat", seconds(10), seconds(1), Duration.ofMinutes(5)),
                rabbitmq.duration("deliveryTimeout", seconds(10), seconds(1), Duration.ofMinutes(10)),
                rabbitmq.number("unconfirmed", 10_000, 1, 1_000_000),
                rabbitmq.number("bufferMiB", 32, 1, 1024) << 20,
                rabbitmq.number("largestMiB", 16, 1, 128) << 20,
                rabbitmq.flag("createQueues", true) ? Creation.ALLOWED : Creation.FORBIDDEN,
                rabbitmq.number("prefetch", 1_000, 1, 65_535),
                rabbitmq.duration("balanceEvery", seconds(2), Duration.ofMillis(100), Duration.ofMinutes(5)),
                rabbitmq.duration("lagEvery", seconds(5), Duration.ofMillis(500), Duration.ofHours(1)),
                rabbitmq.duration("drain", seconds(10), Duration.ofMillis(100), Duration.ofMinutes(5)),
                rabbitmq.number("waitingRequests", 10_000, 1, 1_000_000));
    }

    /** Where the broker is, for people: with no user and no password. */
    String where() {
        return uri.map(RabbitSettings::bare).orElse(host + ":" + port + (vhost.equals("/") ? "" : " vhost " + vhost));
    }

    private static Optional<String> uri(Section rabbitmq) {
        Optional<String> uri = rabbitmq.text("uri");
        if (uri.isPresent() && bare(uri.get()).isEmpty()) {
            // The value may hold a password: it is not repeated.
            throw rabbitmq.wrong("uri", "must be amqp://user:password@host:port/vhost, or amqps:");
        }
        return uri;
    }

    /** The host and port of an address, empty where it has none. */
    private static String bare(String uri) {
        try {
            URI parsed = new URI(uri);
            boolean scheme = "amqp".equals(parsed.getScheme()) || "amqps".equals(parsed.getScheme());
            String port = parsed.getPort() < 0 ? "" : ":" + parsed.getPort();
            return scheme && parsed.getHost() != null ? parsed.getHost() + port : "";
        } catch (URISyntaxException wrong) {
            return "";
        }
    }

    private static Duration seconds(int seconds) {
        return Duration.ofSeconds(seconds);
    }
}
