package dev.busway.bus.cluster;

import dev.busway.config.ConfigException;
import dev.busway.config.Section;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where a node meets the others.
 *
 * @param name only nodes with the same one form a cluster
 * @param host address of this node, for members and event bus alike; nothing listens on any other
 * @param port of the members' protocol
 * @param busPort of the event bus; 0: any free one
 * @param members {@code host:port} of those that may be there already, in any order; this node may be among them
 */
public record ClusterOptions(String name, String host, int port, int busPort, List<String> members) {
    public static final int DEFAULT_PORT = 5701;
    public static final String DEFAULT_NAME = "busway";
    private static final String LOOPBACK = "127.0.0.1";
    private static final Pattern MEMBER = Pattern.compile("[A-Za-z0-9._:\\[\\]-]+:[0-9]{1,5}");

    public ClusterOptions {
        members = List.copyOf(members);
    }

    /** This machine's loopback: what tests and a first cluster want. */
    public static ClusterOptions loopback(int port, List<String> members) {
        return new ClusterOptions(DEFAULT_NAME, LOOPBACK, port, 0, members);
    }

    /** Reads the section {@code cluster}; empty where it does not say {@code enabled: true}. */
    public static Optional<ClusterOptions> from(Section cluster) {
        boolean enabled = cluster.flag("enabled", false);
        ClusterOptions options = new ClusterOptions(
                cluster.text("name", DEFAULT_NAME),
                cluster.text("host", LOOPBACK),
                cluster.number("port", DEFAULT_PORT, 1, 65_535),
                cluster.number("busPort", 0, 0, 65_535),
                cluster.texts("members"));
        for (String member : options.members) {
            if (!MEMBER.matcher(member).matches()) {
                throw new ConfigException(cluster.path() + ".members must be a list of host:port, was " + member);
            }
        }
        return enabled ? Optional.of(options) : Optional.empty();
    }
}
