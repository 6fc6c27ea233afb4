/** The durable side of handling: inbox, outbox, operations: the port. */
@NullMarked
package dev.busway.bus.store;

import org.jspecify.annotations.NullMarked;
