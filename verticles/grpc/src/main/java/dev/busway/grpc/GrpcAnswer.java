package dev.busway.grpc;

import io.vertx.core.MultiMap;
import io.vertx.grpc.common.GrpcStatus;
import java.util.Optional;

/**
 * What an instance answered, whatever its status.
 *
 * @param reason words of the status; may be empty
 * @param message there where the status is OK
 * @param node the instance that did
 */
public record GrpcAnswer<T>(
        GrpcStatus status, String reason, Optional<T> message, MultiMap headers, MultiMap trailers, String node) {}
