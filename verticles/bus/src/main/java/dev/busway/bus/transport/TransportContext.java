package dev.busway.bus.transport;

import dev.busway.config.Section;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;

/**
 * What a transport gets from its node.
 *
 * @param node this node's name, unique in the cluster
 * @param config the section of the configuration that has the transport's name
 */
public record TransportContext(Vertx vertx, String node, Section config, MeterRegistry meters) {}
