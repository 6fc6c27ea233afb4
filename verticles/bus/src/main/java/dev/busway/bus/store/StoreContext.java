package dev.busway.bus.store;

import dev.busway.config.Section;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;

/**
 * What a store gets from its node.
 *
 * @param node this node's name, unique in the cluster
 * @param config the section of the configuration that has the store's name
 */
public record StoreContext(Vertx vertx, String node, Section config, MeterRegistry meters) {}
