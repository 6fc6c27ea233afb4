/** Server-sent events, and the fan-out that they share with sockets. */
@NullMarked
package dev.busway.http.streams;

import org.jspecify.annotations.NullMarked;
