package dev.busway.bus.stage;

import dev.busway.bus.Outcome;
import dev.busway.bus.Problem;
import dev.busway.bus.Stage;
import dev.busway.bus.breaker.Breaker;
import dev.busway.bus.breaker.Circuit;
import dev.busway.message.Message;
import io.vertx.core.Future;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Refuses with CIRCUIT_OPEN on the spot, where the circuit says that the call would most likely fail, and tells the circuit how
 * others end. Stands around {@link Deadline}: whatever hangs has ended by its deadline, and is seen here.
 */
public final class Guard implements Stage {
    private static final Outcome NEVER = Outcome.refused(Problem.Kind.BROKEN, "The call failed.", "");

    private final Circuit circuit;
    private final long patienceNanos;

    /** @param patience how long the target must have had, for its silence to tell anything: a caller's own haste does not */
    public Guard(Circuit circuit, Duration patience) {
        this.circuit = circuit;
        this.patienceNanos = patience.toNanos();
    }

    @Override
    public Future<Outcome> pass(Message message, Next next) {
        long deadline = message.deadlineMillis();
        if (deadline != 0 && deadline <= System.currentTimeMillis()) {
            return next.pass(message); // which refuses it: no call is made
        }
        long began = circuit.now();
        long pass = circuit.enter(began);
        if (pass == Breaker.REFUSED) {
            return Future.succeededFuture(circuit.refusal(began));
        }
        Future<Outcome> passed;
        try {
            passed = next.pass(message);
        } catch (RuntimeException broken) {
            circuit.leave(pass, NEVER, began, patienceNanos);
            throw broken;
        }
        if (passed.isComplete()) {
            left(pass, passed.result(), began);
            return passed;
        }
        return passed.onComplete((outcome, failure) -> left(pass, outcome, began));
    }

    /** No stage's future fails; should one do, there is no outcome. */
    private void left(long pass, @Nullable Outcome outcome, long began) {
        circuit.leave(pass, outcome == null ? NEVER : outcome, began, patienceNanos);
    }
}
