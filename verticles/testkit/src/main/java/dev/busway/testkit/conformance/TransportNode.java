package dev.busway.testkit.conformance;

import dev.busway.bus.transport.Transport;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;

/**
 * One node of a conformance suite.
 *
 * @param transport open
 * @param meters those that the transport was opened with: rules look at its bounds there
 */
public record TransportNode(Vertx vertx, Transport transport, MeterRegistry meters) {
    /** Of a transport that has no meters of its own. */
    public TransportNode(Vertx vertx, Transport transport) {
        this(vertx, transport, new SimpleMeterRegistry());
    }
}
