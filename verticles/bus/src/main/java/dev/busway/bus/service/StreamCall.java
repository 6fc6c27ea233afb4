package dev.busway.bus.service;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/**
 * One HTTP call whose bodies pass in pieces.
 *
 * @param path with its query
 * @param headers as they are sent; {@code Host} is the instance's own where there is none
 * @param sending writes the body once an instance is reached; of a call that may be repeated, once for each
 * @param body whether it is there, or comes from somebody who may be slow
 * @param repeat where the body can be sent again
 * @param key what {@link Policy#CONSISTENT_HASH} goes by
 * @param timeout until the answer begins, with all repetitions and the body of the request
 */
public record StreamCall(
        HttpMethod method,
        String path,
        MultiMap headers,
        Function<HttpClientRequest, Future<HttpClientResponse>> sending,
        Body body,
        Repeat repeat,
        Optional<String> key,
        Duration timeout) {
    /** Where the body is when the call begins. */
    public enum Body {
        /** At hand, or there is none. */
        THERE,
        /** It is still to come: until {@link Passing#bodySent} no instance is blamed for the time that passes. */
        COMES
    }
}
