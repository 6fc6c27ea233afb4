package dev.busway.node;

import dev.busway.config.Section;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What a node is told about itself.
 *
 * @param name unique in the cluster
 * @param contracts folder of the contracts
 * @param eventLoops threads that run handlers and doors
 * @param drain how long a node that is told to end takes at most
 * @param start how long a node takes to be ready at most
 */
public record NodeOptions(String name, Path contracts, int eventLoops, Duration drain, Duration start) {
    public static final Duration DEFAULT_DRAIN = Duration.ofSeconds(30);
    public static final Duration DEFAULT_START = Duration.ofMinutes(2);
    public static final String DEFAULT_CONTRACTS = "contracts";

    private static final int MOST_EVENT_LOOPS = 256;
    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofMinutes(10);

    /**
     * Reads the section {@code node}; every key is optional.
     *
     * @param folder of the configuration file: relative paths start there
     */
    static NodeOptions from(Section node, Path folder) {
        return new NodeOptions(
                node.text("name").orElseGet(NodeOptions::hostAndProcess),
                folder.resolve(node.text("contracts", DEFAULT_CONTRACTS)).normalize(),
                node.number("eventLoops", Runtime.getRuntime().availableProcessors(), 1, MOST_EVENT_LOOPS),
                node.duration("drain", DEFAULT_DRAIN, SHORTEST, LONGEST),
                node.duration("start", DEFAULT_START, SHORTEST, LONGEST));
    }

    private static String hostAndProcess() {
        return hostName() + "-" + ProcessHandle.current().pid();
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException unnamed) {
            return "node";
        }
    }
}
