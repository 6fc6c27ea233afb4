package dev.busway.kafka;

import dev.busway.bus.Outcome;
import dev.busway.bus.Problem;
import dev.busway.bus.Problem.Kind;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;

/** Kafka's failures in the house's words. */
final class Refusals {
    private static final Duration SOON = Duration.ofMillis(100);

    static final Outcome EXPIRED = Outcome.refused(
            Kind.TIMEOUT,
            "Kafka did not acknowledge the record before the deadline; it may still do so.",
            "Send the same message again, with the same id, or give it more time.");

    private Refusals() {}

    /** Nothing was written: the buffer is full, or the topic's brokers are not known yet. */
    static Outcome notTaken(Throwable failure) {
        if (!(failure instanceof TimeoutException)) {
            return written(failure);
        }
        return new Outcome.Refused(Problem.of(
                        Kind.BUSY,
                        "Kafka takes no more records now: " + failure.getMessage(),
                        "Send again later; if it stays so, look at the brokers.")
                .retryAfter(SOON));
    }

    /** The record was on its way when this came back. */
    static Outcome written(Throwable failure) {
        if (failure instanceof TimeoutException) {
            return EXPIRED;
        }
        if (failure instanceof RecordTooLargeException) {
            return Outcome.refused(
                    Kind.TOO_LARGE,
                    "The record is larger than Kafka takes.",
                    "Send less, or raise max.request.size here and max.message.bytes at the topic.");
        }
        if (failure instanceof AuthorizationException || failure instanceof AuthenticationException) {
            return Outcome.refused(
                    Kind.BROKEN,
                    "Kafka does not let this node write.",
                    "Give the node's Kafka user the right to write.");
        }
        return Outcome.refused(
                Kind.BROKEN,
                "Kafka refused the record: " + failure.getClass().getSimpleName() + ".",
                "Send again; if it stays so, look at the brokers.");
    }

    /** What went wrong, without what futures wrap around it. */
    static Throwable cause(Throwable failure) {
        Throwable inner = failure.getCause();
        boolean wrapped = failure instanceof CompletionException || failure instanceof ExecutionException;
        return wrapped && inner != null ? inner : failure;
    }

    static String text(Throwable failure) {
        Throwable cause = cause(failure);
        String text = cause.getMessage();
        return text == null ? cause.getClass().getSimpleName() : text;
    }
}
