package dev.busway.http.streams;

import dev.busway.config.Section;
import java.time.Duration;

/**
 * The section {@code http.streams}: server-sent events.
 *
 * @param clients open streams of one node, 1 to 100,000; more are 503
 * @param queueBytes written for one client and not yet taken by its connection, 4 kB to 64 MB; a slower reader is disconnected
 * @param heartbeat a comment after so long keeps proxies from closing a quiet stream, 1 s to 10 min
 * @param longest a stream of one operation ends after this, 1 s to 1 h; the client connects again by itself
 */
public record StreamOptions(int clients, int queueBytes, Duration heartbeat, Duration longest) {
    public static final StreamOptions DEFAULTS =
            new StreamOptions(1_000, 1_048_576, Duration.ofSeconds(15), Duration.ofMinutes(10));

    public static StreamOptions from(Section streams) {
        return new StreamOptions(
                streams.number("maxClients", DEFAULTS.clients, 1, 100_000),
                streams.number("queueBytes", DEFAULTS.queueBytes, 4_096, 67_108_864),
                streams.duration("heartbeat", DEFAULTS.heartbeat, Duration.ofSeconds(1), Duration.ofMinutes(10)),
                streams.duration("longest", DEFAULTS.longest, Duration.ofSeconds(1), Duration.ofHours(1)));
    }
}
