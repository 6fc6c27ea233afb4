package dev.busway.http.eventbus;

import dev.busway.config.Section;
import java.time.Duration;
import java.util.Optional;

/**
 * The section {@code http.sockets}: SockJS and WebSocket.
 *
 * @param sockets open sockets of one node, 1 to 100,000; a further one is told so and closed
 * @param frameBytes of one frame of a client, 1 kB to 16 MB; a larger one closes the socket
 * @param registrations of one socket, 1 to 10,000; a further one is refused with BUSY
 * @param inFlight messages of one socket that wait for their answer, 1 to 10,000; a further one is refused with BUSY
 * @param queueBytes written for one socket and not yet taken by its connection, 4 kB to 64 MB; a slower reader is disconnected
 * @param idle a socket from which no frame came for so long is closed, 5 s to 1 h (the stock client pings every 5 s)
 * @param origin the only web origin whose pages may connect; none: any
 */
public record SocketOptions(
        int sockets,
        int frameBytes,
        int registrations,
        int inFlight,
        int queueBytes,
        Duration idle,
        Optional<String> origin) {
    public static final SocketOptions DEFAULTS =
            new SocketOptions(1_000, 65_536, 100, 64, 1_048_576, Duration.ofMinutes(1), Optional.empty());

    public static SocketOptions from(Section sockets) {
        return new SocketOptions(
                sockets.number("maxSockets", DEFAULTS.sockets, 1, 100_000),
                sockets.number("frameBytes", DEFAULTS.frameBytes, 1_024, 16_777_216),
                sockets.number("maxRegistrations", DEFAULTS.registrations, 1, 10_000),
                sockets.number("maxInFlight", DEFAULTS.inFlight, 1, 10_000),
                sockets.number("queueBytes", DEFAULTS.queueBytes, 4_096, 67_108_864),
                sockets.duration("idle", DEFAULTS.idle, Duration.ofSeconds(5), Duration.ofHours(1)),
                sockets.text("origin"));
    }
}
