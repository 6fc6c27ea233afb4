/** The brokerless transport: the Vert.x event bus, clustered or not. */
@NullMarked
package dev.busway.bus.transport.eventbus;

import org.jspecify.annotations.NullMarked;
