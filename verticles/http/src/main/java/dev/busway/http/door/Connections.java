package dev.busway.http.door;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/**
 * The connections of one event loop. A connection above the node's limit is kept for a moment only, so that its first request
 * can be told why; beyond {@link #SURPLUS} of them a further one is closed without a word.
 */
final class Connections {
    /** Most connections above the limit that are still told why. */
    static final int SURPLUS = 256;

    /** How long a connection above the limit may stay. */
    static final long SURPLUS_MILLIS = 1_000;

    private final Vertx vertx;
    private final Admission admission;
    private final Set<HttpConnection> surplus = Collections.newSetFromMap(new IdentityHashMap<>());

    Connections(Vertx vertx, Admission admission) {
        this.vertx = vertx;
        this.admission = admission;
    }

    void opened(HttpConnection connection) {
        int open = admission.connected();
        connection.closeHandler(closed -> {
            admission.disconnected();
            surplus.remove(connection);
        });
        if (open <= admission.limits().connections()) {
            return;
        }
        if (open > admission.limits().connections() + SURPLUS) {
            connection.close();
            return;
        }
        surplus.add(connection);
        vertx.setTimer(SURPLUS_MILLIS, late -> connection.close());
    }

    /** Whether this connection is one too many. */
    boolean isSurplus(HttpConnection connection) {
        return !surplus.isEmpty() && surplus.contains(connection);
    }
}
