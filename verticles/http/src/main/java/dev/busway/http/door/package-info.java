/** The bare door: routes, one exchange, its limits and its problems. */
@NullMarked
package dev.busway.http.door;

import org.jspecify.annotations.NullMarked;
