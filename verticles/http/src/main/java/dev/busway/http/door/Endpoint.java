package dev.busway.http.door;

/** Answers the requests of one route, on the event loop of the request. Must answer every exchange, once. */
@FunctionalInterface
public interface Endpoint {
    void answer(Exchange exchange);
}
