package dev.busway.bench;

import io.vertx.core.Future;

/** One side of a comparison: makes one call; the future completes with the answer. Called on the driver's context only. */
@FunctionalInterface
public interface Arm {
    Future<?> call();
}
