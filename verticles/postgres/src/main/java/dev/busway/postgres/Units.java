package dev.busway.postgres;

import io.vertx.core.Vertx;

/** What all units of work of one store share. */
record Units(
        Vertx vertx, PostgresOptions options, Database database, Destinations destinations, AfterCommit afterCommit) {
    /** By which durations are told; only differences mean something. */
    long nanos() {
        return database.clock().getAsLong();
    }

    int retentionSeconds() {
        return (int) options.retention().toSeconds();
    }
}
