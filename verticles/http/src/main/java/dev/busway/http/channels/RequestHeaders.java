package dev.busway.http.channels;

import io.vertx.core.http.HttpHeaders;

/** Names of headers that every call is asked for, with their hashes made once. */
final class RequestHeaders {
    static final CharSequence SPECVERSION = HttpHeaders.createOptimized("ce-specversion");
    static final CharSequence ID = HttpHeaders.createOptimized("ce-id");
    static final CharSequence TYPE = HttpHeaders.createOptimized("ce-type");
    static final CharSequence IDEMPOTENCY_KEY = HttpHeaders.createOptimized("idempotency-key");
    static final CharSequence TRACEPARENT = HttpHeaders.createOptimized("traceparent");

    private RequestHeaders() {}
}
