package dev.busway.bus.stage;

import dev.busway.bus.Outcome;
import dev.busway.bus.Problem;
import dev.busway.bus.Stage;
import dev.busway.message.Message;
import io.vertx.core.Future;

/** Refuses what nobody waits for any more: a message past its deadline is not started. Looks before only. */
public enum Expiry implements Stage {
    EXPIRY;

    @Override
    public Future<Outcome> pass(Message message, Next next) {
        long deadline = message.deadlineMillis();
        return deadline != 0 && deadline <= System.currentTimeMillis()
                ? Future.succeededFuture(Outcome.refused(
                        Problem.Kind.TIMEOUT,
                        "The deadline passed before the message was started.",
                        "Give it more time, or find out what keeps the handlers busy."))
                : next.pass(message);
    }
}
