package dev.busway.testkit.conformance;

import dev.busway.bus.transport.Transport;
import io.vertx.core.Vertx;

/**
 * One node of a conformance suite.
 *
 * @param transport open
 */
public record TransportNode(Vertx vertx, Transport transport) {}
