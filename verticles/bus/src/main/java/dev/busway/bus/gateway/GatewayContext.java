package dev.busway.bus.gateway;

import dev.busway.bus.Bus;
import dev.busway.config.Section;
import io.vertx.core.Vertx;
import java.util.function.Supplier;

/**
 * What a gateway gets from its node.
 *
 * @param node this node's name, unique in the cluster
 * @param config the section of the configuration that has the gateway's name
 * @param phase where the node is in its life
 * @param metrics the node's metrics in the Prometheus text format, made when asked for
 */
public record GatewayContext(
        Vertx vertx, Bus bus, String node, Section config, Supplier<Phase> phase, Supplier<String> metrics) {

    /** Where a node is in its life; what the health probes tell. */
    public enum Phase {
        STARTING,
        READY,
        DRAINING
    }
}
