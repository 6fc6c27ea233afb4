package dev.busway.bench.chaos.cluster;

import java.io.IOException;
import java.util.List;

/** The network that the nodes stand on. Blocks. */
interface Ground extends AutoCloseable {
    /** For people, what can be done to it. */
    String told();

    /** Whether it can be split. */
    boolean splits();

    /** The address that a node listens on. */
    String host(int node);

    /** A port of the node's own, the same in each life. */
    int port(int node, Use use);

    /** What starts a process there. */
    List<String> within(int node);

    /** From now on what the one sends to the other is lost, silently. */
    void block(int from, int to) throws IOException, InterruptedException;

    /** Everything that was blocked passes. */
    void heal() throws IOException, InterruptedException;

    /** Breaks every connection of a node with other nodes, by RST. */
    void reset(int node) throws IOException, InterruptedException;

    @Override
    void close() throws IOException;

    /** What a port is for. */
    enum Use {
        DOOR,
        MEMBERS
    }
}
