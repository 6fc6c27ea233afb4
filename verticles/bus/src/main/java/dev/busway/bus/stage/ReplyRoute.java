package dev.busway.bus.stage;

import dev.busway.bus.Outcome;
import dev.busway.bus.Problem;
import dev.busway.bus.Stage;
import dev.busway.message.Message;
import io.vertx.core.Future;
import java.util.Set;

/** Refuses a message that wants its answer on a channel that no contract declares for answers. Looks before only. */
public final class ReplyRoute implements Stage {
    private final Set<String> replyChannels;

    public ReplyRoute(Set<String> replyChannels) {
        this.replyChannels = Set.copyOf(replyChannels);
    }

    @Override
    public Future<Outcome> pass(Message message, Next next) {
        String replyTo = message.replyTo().orElse(null);
        if (replyTo == null || replyChannels.contains(replyTo)) {
            return next.pass(message);
        }
        return Future.succeededFuture(Outcome.refused(
                Problem.Kind.INVALID,
                "No contract declares " + replyTo + " as a reply channel.",
                "Name it in the reply of an operation, or leave replyto out."));
    }
}
