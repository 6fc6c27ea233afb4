package dev.busway.http.admin;

import dev.busway.bus.breaker.Circuit;
import dev.busway.bus.breaker.Standing;
import dev.busway.bus.breaker.Transition;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.TimeUnit;

/** One circuit, as operators and programs read it. */
final class CircuitJson {
    private CircuitJson() {}

    static JsonObject of(Circuit circuit) {
        Standing standing = circuit.standing();
        JsonObject json = new JsonObject()
                .put("name", circuit.name())
                .put("operation", circuit.operation())
                .put("target", circuit.target())
                .put("state", standing.state().word())
                .put("mode", standing.mode().word())
                .put("calls", standing.calls())
                .put("failed", standing.failed())
                .put("slow", standing.slow())
                .put("leftMillis", TimeUnit.NANOSECONDS.toMillis(standing.leftNanos()))
                .put("seen", seen(standing.seen()));
        circuit.lastChange().ifPresent(change -> json.put("lastChange", change(change)));
        circuit.hand().ifPresent(hand -> json.put("hand", hand(hand)));
        return json;
    }

    private static JsonObject seen(Standing.Seen seen) {
        return new JsonObject()
                .put("healthy", seen.healthy())
                .put("failed", seen.failed())
                .put("slow", seen.slow())
                .put("uncounted", seen.uncounted())
                .put("late", seen.late())
                .put("refused", seen.refused());
    }

    private static JsonObject change(Circuit.Change change) {
        Transition transition = change.transition();
        return new JsonObject()
                .put("from", transition.from().word())
                .put("to", transition.to().word())
                .put("cause", transition.cause().word())
                .put("calls", transition.calls())
                .put("failed", transition.failed())
                .put("slow", transition.slow())
                .put("at", change.at().toString());
    }

    private static JsonObject hand(Circuit.Hand hand) {
        return new JsonObject()
                .put("state", hand.mode().word())
                .put("by", hand.by())
                .put("reason", hand.reason())
                .put("at", hand.at().toString());
    }
}
