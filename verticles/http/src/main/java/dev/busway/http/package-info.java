/** Lets outsiders in by HTTP: REST, operations, server-sent events, SockJS. */
@NullMarked
package dev.busway.http;

import org.jspecify.annotations.NullMarked;
