package dev.busway.bus.breaker;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Tells of each change of a circuit: as a log line, and as an event to whoever listens at {@link Breakers#ADDRESS}. */
final class Ledger {
    private static final Logger LOG = LoggerFactory.getLogger(Breakers.class);

    private final Vertx vertx;
    private final String node;

    Ledger(Vertx vertx, String node) {
        this.vertx = vertx;
        this.node = node;
    }

    /** Never waits and never throws: the circuit's lock is held. */
    void changed(Circuit circuit, Transition transition) {
        LOG.atLevel(transition.to() == BreakerState.OPEN ? Level.WARN : Level.INFO)
                .addKeyValue("breaker", circuit.name())
                .addKeyValue("from", transition.from().word())
                .addKeyValue("to", transition.to().word())
                .addKeyValue("cause", transition.cause().word())
                .addKeyValue("calls", transition.calls())
                .addKeyValue("failed", transition.failed())
                .addKeyValue("slow", transition.slow())
                .log("circuit changed");
        JsonObject event = new JsonObject()
                .put("name", circuit.name())
                .put("operation", circuit.operation())
                .put("target", circuit.target())
                .put("node", node)
                .put("from", transition.from().word())
                .put("state", transition.to().word())
                .put("cause", transition.cause().word())
                .put("calls", transition.calls())
                .put("failed", transition.failed())
                .put("slow", transition.slow())
                .put("atMillis", System.currentTimeMillis());
        try {
            vertx.eventBus().publish(Breakers.ADDRESS, event);
        } catch (RuntimeException closed) {
            LOG.atDebug()
                    .addKeyValue("breaker", circuit.name())
                    .setCause(closed)
                    .log("circuit event not published");
        }
    }

    void decided(Circuit circuit, Circuit.Hand hand) {
        LOG.atWarn()
                .addKeyValue("breaker", circuit.name())
                .addKeyValue("state", hand.mode().word())
                .addKeyValue("by", hand.by())
                .addKeyValue("reason", hand.reason())
                .log("circuit set by hand");
    }
}
