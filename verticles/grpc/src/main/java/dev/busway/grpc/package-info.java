/** Calls of gRPC services that the registry knows. */
@NullMarked
package dev.busway.grpc;

import org.jspecify.annotations.NullMarked;
