/** Copies of other services' events in tables of this node's database. */
@NullMarked
package dev.busway.postgres.replica;

import org.jspecify.annotations.NullMarked;
