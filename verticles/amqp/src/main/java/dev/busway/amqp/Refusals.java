package dev.busway.amqp;

import dev.busway.bus.Outcome;
import dev.busway.bus.Problem;
import dev.busway.bus.Problem.Kind;
import dev.busway.bus.ProblemException;
import java.time.Duration;
import org.apache.qpid.proton.amqp.messaging.Accepted;
import org.apache.qpid.proton.amqp.messaging.Rejected;
import org.apache.qpid.proton.amqp.transport.DeliveryState;
import org.apache.qpid.proton.amqp.transport.ErrorCondition;
import org.jspecify.annotations.Nullable;

/** What the broker makes of messages, in the house's words. */
final class Refusals {
    private static final Duration SOON = Duration.ofMillis(100);

    static final Outcome EXPIRED = Outcome.refused(
            Kind.TIMEOUT,
            "The broker did not accept the message before the deadline; it may still do so.",
            "Send the same message again, with the same id, or give it more time.");

    static final Outcome LOST = Outcome.refused(
            Kind.TIMEOUT,
            "The connection was lost before the broker accepted the message; it may have it.",
            "Send the same message again, with the same id.");

    /** Nothing was written. */
    static final Outcome NOT_TAKEN = busy("The broker took no more messages before the deadline.");

    static final Outcome NOT_TAKEN_IN_TIME =
            Outcome.refused(Kind.TIMEOUT, "The deadline had passed before the message was sent.", "Give it more time.");

    static final Outcome FULL = busy("This node's memory for messages on their way to the broker is full.");

    private Refusals() {}

    private static Outcome busy(String cause) {
        return new Outcome.Refused(Problem.of(Kind.BUSY, cause, "Send again later; if it stays so, look at the broker.")
                .retryAfter(SOON));
    }

    /** Of the disposition of a message. */
    static Outcome of(@Nullable DeliveryState state) {
        if (state instanceof Accepted) {
            return Outcome.delivered();
        }
        if (state instanceof Rejected rejected) {
            return rejected(rejected.getError());
        }
        // Released or modified: the broker gave it back.
        return busy("The broker gave the message back.");
    }

    private static Outcome rejected(@Nullable ErrorCondition error) {
        String word = error == null || error.getCondition() == null
                ? "no reason"
                : error.getCondition().toString();
        return switch (word) {
            case "amqp:resource-limit-exceeded" -> busy("The address is full.");
            case "amqp:link:message-size-exceeded" ->
                Outcome.refused(
                        Kind.TOO_LARGE,
                        "The message is larger than the broker takes.",
                        "Send less, or raise the limit at the broker.");
            case "amqp:unauthorized-access" ->
                Outcome.refused(
                        Kind.BROKEN, "The broker does not let this node write.", "Give its user the right to send.");
            default ->
                Outcome.refused(Kind.BROKEN, "The broker rejected the message: " + word + ".", "Look at the broker.");
        };
    }

    /** Nobody could write to the address. */
    static Outcome noLink(String address, String cause) {
        return Outcome.refused(
                Kind.BROKEN,
                "The address " + address + " cannot be written to: " + cause + ".",
                "Make the address, or give this node's user the right to send there.");
    }

    /** Nothing came back in time. */
    static ProblemException silent(String toWhat) {
        return new ProblemException(Problem.of(
                        Kind.BUSY,
                        "The AMQP broker does not answer " + toWhat + ".",
                        "Try again later; if it stays so, look at the broker.")
                .retryAfter(SOON));
    }

    /** Why no connection can be made, where that is no matter of time. */
    static String connecting(Throwable failure) {
        String all = "";
        for (Throwable each = failure; each != null; each = each.getCause()) {
            all += " " + each;
        }
        if (all.contains("SecurityException") || all.contains("Failed to authenticate") || all.contains("SASL")) {
            return "it refuses the user or the password; mend amqp.user and amqp.password";
        }
        if (all.contains("does not have permission") || all.contains("unauthorized-access")) {
            return "its user lacks a right; give it to amqp.user, or make everything by hand and set"
                    + " amqp.createQueues: false (" + text(failure) + ")";
        }
        if (all.contains("PKIX")) {
            return "its certificate is not trusted; name the file of its authority's certificate in amqp.trust";
        }
        if (all.contains("No subject") || all.contains("No name matching")) {
            return "its certificate is not for the host name in amqp.host; connect by the name that it has";
        }
        if (all.contains("not an SSL/TLS record")) {
            return "it does not speak TLS on this port; correct amqp.port or amqp.tls";
        }
        return text(failure);
    }

    /** One sentence's part, for people. */
    static String text(@Nullable Throwable failure) {
        if (failure == null) {
            return "the broker says no more";
        }
        if (failure instanceof ProblemException known) {
            return known.problem().cause();
        }
        String text = failure.getMessage();
        return text == null ? failure.getClass().getSimpleName() : text;
    }
}
