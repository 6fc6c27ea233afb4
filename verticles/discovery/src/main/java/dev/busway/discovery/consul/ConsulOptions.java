package dev.busway.discovery.consul;

import dev.busway.config.ConfigException;
import dev.busway.config.Section;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * The section {@code registry} with kind {@code consul}.
 *
 * @param host of the agent
 * @param port of its HTTP API
 * @param token for its access control; none: it has none
 * @param ttl after which a node that says nothing is out, 2 s to 5 min; it says so three times as often
 */
public record ConsulOptions(String host, int port, Optional<String> token, Duration ttl) {
    private static final String AGENT = "http://127.0.0.1:8500";
    private static final int PORT = 8500;
    private static final Duration TTL = Duration.ofSeconds(15);

    public static ConsulOptions from(Section registry) {
        String url = registry.text("url", AGENT);
        URI agent;
        try {
            agent = URI.create(url);
        } catch (IllegalArgumentException malformed) {
            throw wrong(registry, url);
        }
        String host = agent.getHost();
        if (host == null || !"http".equals(agent.getScheme())) {
            throw wrong(registry, url);
        }
        return new ConsulOptions(
                host,
                agent.getPort() < 0 ? PORT : agent.getPort(),
                registry.text("token"),
                registry.duration("ttl", TTL, Duration.ofSeconds(2), Duration.ofMinutes(5)));
    }

    private static ConfigException wrong(Section registry, String url) {
        return registry.wrong("url", "is " + url + ". Mend: name the agent of this machine, as " + AGENT + ".");
    }
}
