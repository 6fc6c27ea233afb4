package dev.busway.bus.transport.eventbus;

import dev.busway.bus.Outcome;
import dev.busway.bus.Problem;
import io.vertx.core.Future;
import java.util.List;
import java.util.Objects;

/** What became of a message that went to every group: delivered when each that is still there has handled it. */
final class Publication {
    private Publication() {}

    static Future<Outcome> of(String address, List<Future<Outcome>> groups) {
        return Future.join(groups).map(all -> outcome(address, all.list()));
    }

    private static Outcome outcome(String address, List<Outcome> groups) {
        List<Problem> problems = groups.stream()
                .filter(outcome -> !Sender.nobodyThere(outcome))
                .map(Outcome::problem)
                .filter(Objects::nonNull)
                .toList();
        if (problems.isEmpty()) {
            return Outcome.delivered();
        }
        Problem first = problems.get(0);
        return new Outcome.Refused(new Problem(
                first.kind(),
                problems.size() + " of " + groups.size() + " groups of " + address + " refused; the first: "
                        + first.cause(),
                first.mend(),
                first.retryAfter(),
                first.faults()));
    }
}
