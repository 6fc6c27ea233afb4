package dev.busway.contract.compatibility;

import dev.busway.contract.BreakerSpec;
import dev.busway.contract.HttpRoute;
import dev.busway.contract.OperationSpec;
import dev.busway.contract.OperationSpec.Action;
import dev.busway.contract.OperationSpec.Respond;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What an operation takes and answers, and at which doors. */
final class OperationComparison {
    private OperationComparison() {}

    static void compare(Report report, String pointer, OperationSpec was, OperationSpec is) {
        report.changed(
                pointer + "/action",
                was.action(),
                is.action(),
                Action::word,
                "the action",
                Level.MAJOR,
                "the service stands at the other end");
        report.changed(
                pointer + "/channel",
                was.channel(),
                is.channel(),
                word -> word,
                "the channel",
                Level.MAJOR,
                "callers use the old one");
        types(report, pointer + "/messages", "messages", was.messages(), is.messages());
        reply(report, pointer + "/reply", was, is);
        route(report, pointer, was, is);
        report.changed(
                pointer + "/x-busway/respond",
                was.respond(),
                is.respond(),
                Respond::word,
                "respond",
                Level.MAJOR,
                "callers wait for the other kind of answer");
        boolean shorter = is.timeout().compareTo(was.timeout()) < 0;
        report.changed(
                pointer + "/x-busway/timeout",
                was.timeout(),
                is.timeout(),
                time -> time.toMillis() + " ms",
                "the timeout",
                shorter ? Level.MINOR : Level.COMPATIBLE,
                shorter ? "callers that name none give up earlier" : "callers that name none wait longer");
        report.changed(
                pointer + "/x-busway/maxInFlight",
                was.maxInFlight(),
                is.maxInFlight(),
                String::valueOf,
                "maxInFlight",
                Level.COMPATIBLE,
                "the node's own affair");
        report.changed(
                pointer + "/x-busway/limit/perPrincipal",
                was.perPrincipal(),
                is.perPrincipal(),
                most -> most.isPresent() ? String.valueOf(most.getAsInt()) : "none",
                "limit.perPrincipal",
                Level.COMPATIBLE,
                "the node's own affair");
        report.changed(
                pointer + "/x-busway/breaker",
                was.breaker(),
                is.breaker(),
                breaker -> breaker.map(BreakerSpec::toString).orElse("none"),
                "the breaker",
                Level.COMPATIBLE,
                "the node's own affair");
    }

    private static void reply(Report report, String pointer, OperationSpec was, OperationSpec is) {
        if (was.replies() != is.replies()) {
            report.add(
                    pointer,
                    was.replies() ? Level.MAJOR : Level.MINOR,
                    was.replies() ? "callers get no answer any more" : "callers get an answer now");
            return;
        }
        report.changed(
                pointer + "/channel",
                was.replyChannel().orElse("none"),
                is.replyChannel().orElse("none"),
                word -> word,
                "the reply's channel",
                Level.MAJOR,
                "callers wait at the old one");
        types(report, pointer + "/messages", "answers", was.replyMessages(), is.replyMessages());
    }

    /** No type at all means all of the channel's. */
    private static void types(Report report, String pointer, String what, List<String> was, List<String> is) {
        if (was.isEmpty() != is.isEmpty()) {
            report.add(
                    pointer,
                    is.isEmpty() ? Level.MINOR : Level.MAJOR,
                    is.isEmpty()
                            ? what + ": all of the channel's now"
                            : what + ": only " + String.join(", ", is) + " now");
            return;
        }
        Set<String> gone = new HashSet<>(was);
        is.forEach(gone::remove);
        gone.stream().sorted().forEach(type -> report.add(pointer, Level.MAJOR, what + ": " + type + " is gone"));
        is.stream()
                .filter(type -> !was.contains(type))
                .forEach(type -> report.add(pointer, Level.MINOR, what + ": " + type + " is new"));
    }

    private static void route(Report report, String pointer, OperationSpec was, OperationSpec is) {
        String at = pointer + "/x-busway/http";
        boolean added = was.http().isEmpty();
        report.changed(
                at,
                was.http().map(HttpRoute::shape).orElse("none"),
                is.http().map(HttpRoute::shape).orElse("none"),
                word -> word,
                "the route",
                added ? Level.MINOR : Level.MAJOR,
                added ? "one door more" : "callers find nothing at the old one");
    }
}
