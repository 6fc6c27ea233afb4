/** Inbox, outbox, relay and operations in PostgreSQL. */
@NullMarked
package dev.busway.postgres;

import org.jspecify.annotations.NullMarked;
