/** The spine: a {@link dev.busway.bus.Channel} takes a message through its pipeline; whatever happens is an outcome. */
@NullMarked
package dev.busway.bus;

import org.jspecify.annotations.NullMarked;
