/** Requests that contracts pass on to services: the node where a reverse proxy would stand. */
@NullMarked
package dev.busway.http.proxy;

import org.jspecify.annotations.NullMarked;
