package dev.busway.bus.discovery;

import dev.busway.config.Section;
import io.vertx.core.Vertx;

/**
 * What a registry gets from its node.
 *
 * @param node this node's name, unique in the cluster
 * @param config the section {@code registry} of the configuration
 */
public record RegistryContext(Vertx vertx, String node, Section config) {}
