package dev.busway.bench.chaos.cluster;

import dev.busway.bench.fleet.Ports;
import java.util.List;

/** All nodes on 127.0.0.1, where namespaces are not allowed: nodes can be killed and frozen, and the network is whole. */
final class Loopback implements Ground {
    private final int nodes;
    private final List<Integer> ports;

    Loopback(int nodes) {
        this.nodes = nodes;
        this.ports = Ports.free(2 * nodes);
    }

    @Override
    public String told() {
        return "network namespaces are not allowed here, so the network stays whole: nodes are killed and frozen only";
    }

    @Override
    public boolean splits() {
        return false;
    }

    @Override
    public String host(int node) {
        return "127.0.0.1";
    }

    @Override
    public int port(int node, Use use) {
        return ports.get(use == Use.DOOR ? node : nodes + node);
    }

    @Override
    public List<String> within(int node) {
        return List.of();
    }

    @Override
    public void block(int from, int to) {
        throw new UnsupportedOperationException(told());
    }

    /** It is whole. */
    @Override
    public void heal() {}

    @Override
    public void reset(int node) {
        throw new UnsupportedOperationException(told());
    }

    @Override
    public void close() {}
}
