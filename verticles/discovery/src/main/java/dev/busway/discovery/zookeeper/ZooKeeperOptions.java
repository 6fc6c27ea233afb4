package dev.busway.discovery.zookeeper;

import dev.busway.config.ConfigException;
import dev.busway.config.Section;
import java.time.Duration;

/**
 * The section {@code registry} with kind {@code zookeeper}.
 *
 * @param connect servers, {@code host:port,host:port}
 * @param path under which instances stand; every node of a system has the same
 * @param session what a node that died holds its registrations for, 2 s to 5 min; the server may choose another
 */
public record ZooKeeperOptions(String connect, String path, Duration session) {
    private static final Duration SESSION = Duration.ofSeconds(10);

    public static ZooKeeperOptions from(Section registry) {
        String path = registry.text("path").orElse("/busway");
        if (!path.startsWith("/") || path.endsWith("/")) {
            throw new ConfigException(registry.path() + ".path is " + path
                    + ". Mend: begin it with a slash, and end it with none, as /busway.");
        }
        return new ZooKeeperOptions(
                registry.requiredText("connect"),
                path,
                registry.duration("session", SESSION, Duration.ofSeconds(2), Duration.ofMinutes(5)));
    }
}
