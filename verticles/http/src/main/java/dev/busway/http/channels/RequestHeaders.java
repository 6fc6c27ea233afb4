package dev.busway.http.channels;

import io.vertx.core.http.HttpHeaders;

/** Names of headers that every call is asked for, with their hashes made once. */
final class RequestHeaders {
    static final CharSequence SPECVERSION = HttpHeaders.createOptimized("ce-specversion");
    static final CharSequence ID = HttpHeaders.createOptimized("ce-id");
    static final CharSequence TYPE = HttpHeaders.createOptimized("ce-type");
    static final CharSequence IDEMPOTENCY_KEY = HttpHeaders.createOptimized("idempotency-key");
    static final CharSequence TRACEPARENT = HttpHeaders.createOptimized("traceparent");

    static final CharSequence DELIVER_AT = HttpHeaders.createOptimized("busway-deliver-at");
    static final CharSequence DELAY = HttpHeaders.createOptimized("busway-delay");
    static final CharSequence TIMEOUT = HttpHeaders.createOptimized("busway-timeout");
    static final CharSequence EVENT_DELIVER_AT = HttpHeaders.createOptimized("ce-deliverat");

    private RequestHeaders() {}
}
