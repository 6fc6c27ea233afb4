package dev.busway.http;

import dev.busway.config.ConfigException;
import dev.busway.config.Section;
import dev.busway.http.admin.AdminRoutes.Access;
import dev.busway.http.door.LimitOptions;
import dev.busway.http.eventbus.SocketOptions;
import dev.busway.http.proxy.ProxyOptions;
import dev.busway.http.streams.StreamOptions;
import java.time.Duration;
import java.util.Optional;

/**
 * The section {@code http} of the configuration.
 *
 * @param host where it listens
 * @param port 0 to 65,535; 0 takes any free one
 * @param loops event loops that serve, 1 to 64
 * @param site folder or classpath folder that is served at {@code /}
 * @param admin whether operators may use {@code /admin}; unless said, only where it listens on the loopback interface
 * @param proxy of the requests that are passed on
 * @param drain how long {@link HttpGateway#drain()} waits for what is in flight, 0 s to 10 min
 */
record HttpOptions(
        String host,
        int port,
        int loops,
        Optional<String> site,
        LimitOptions limits,
        StreamOptions streams,
        SocketOptions sockets,
        ProxyOptions proxy,
        Duration drain,
        Access admin) {
    static final String HOST = "127.0.0.1";
    static final int PORT = 8080;
    static final int MOST_LOOPS = 64;
    static final Duration DRAIN = Duration.ofSeconds(10);
    static final Duration LONGEST_DRAIN = Duration.ofMinutes(10);

    /** Reads the section; every key is optional, an unknown one is refused with the nearest known one. */
    static HttpOptions from(Section http) {
        HttpOptions options = new HttpOptions(
                http.text("host", HOST),
                http.number("port", PORT, 0, 65_535),
                http.number("loops", 1, 1, MOST_LOOPS),
                http.text("site"),
                LimitOptions.from(http),
                StreamOptions.from(http.section("streams")),
                SocketOptions.from(http.section("sockets")),
                ProxyOptions.from(http.section("proxy")),
                http.duration("drain", DRAIN, Duration.ZERO, LONGEST_DRAIN),
                http.flag("admin", isLoopback(http.text("host", HOST))) ? Access.OPEN : Access.CLOSED);
        http.refuseUnknown();
        return options.checked();
    }

    private static boolean isLoopback(String host) {
        return host.equals("localhost") || host.startsWith("127.") || host.equals("::1");
    }

    private HttpOptions checked() {
        shorterThanIdle("streams.heartbeat", streams.heartbeat());
        shorterThanIdle("maxWait", limits.maxWait());
        return this;
    }

    /** Else the idle timeout would cut what is meant to stay. */
    private void shorterThanIdle(String key, Duration value) {
        if (value.compareTo(limits.idleTimeout()) >= 0) {
            throw new ConfigException("http." + key + " must be shorter than http.idleTimeout, which closes connections"
                    + " that nothing moves on. Mend: shorten the one or lengthen the other.");
        }
    }
}
