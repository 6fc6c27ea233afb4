/** The event-bus protocol of the stock Vert.x clients over SockJS and WebSocket. */
@NullMarked
package dev.busway.http.eventbus;

import org.jspecify.annotations.NullMarked;
