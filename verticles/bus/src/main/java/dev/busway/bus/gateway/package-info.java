/** What lets outsiders in: the port. */
@NullMarked
package dev.busway.bus.gateway;

import org.jspecify.annotations.NullMarked;
