/** What all brokers' transports share: order per key, retries, dead letters, answers; a transport adds the broker's own protocol. */
@NullMarked
package dev.busway.bus.transport.broker;

import org.jspecify.annotations.NullMarked;
