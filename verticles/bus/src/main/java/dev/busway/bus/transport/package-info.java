/** What carries channels between processes: the port, and the brokerless event bus. */
@NullMarked
package dev.busway.bus.transport;

import org.jspecify.annotations.NullMarked;
