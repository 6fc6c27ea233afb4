package dev.busway.rabbitmq;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AuthenticationFailureException;
import com.rabbitmq.client.Method;
import com.rabbitmq.client.PossibleAuthenticationFailureException;
import com.rabbitmq.client.ShutdownSignalException;
import dev.busway.bus.Outcome;
import dev.busway.bus.Problem;
import dev.busway.bus.Problem.Kind;
import java.io.IOException;
import java.time.Duration;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** RabbitMQ's failures in the house's words. */
final class Refusals {
    private static final Duration SOON = Duration.ofMillis(100);

    static final Outcome EXPIRED = Outcome.refused(
            Kind.TIMEOUT,
            "RabbitMQ did not confirm the message before the deadline; it may still do so.",
            "Send the same message again, with the same id, or give it more time.");

    static final Outcome LOST = Outcome.refused(
            Kind.TIMEOUT,
            "The connection to RabbitMQ was lost before it confirmed the message; it may have it.",
            "Send the same message again, with the same id.");

    static final Outcome NOT_CONNECTED = busy("There is no connection to RabbitMQ now; the message was not sent.");

    static final Outcome NOT_KEPT = busy("RabbitMQ refused the message: its queue is full or could not keep it.");

    private Refusals() {}

    /** Nothing can be said of an address now. */
    static Problem unreachable(String address) {
        return Problem.of(
                        Kind.BUSY,
                        "The exchange and the queues of " + address
                                + " cannot be used: there is no connection to RabbitMQ.",
                        "Send again later; if it stays so, look at the broker.")
                .retryAfter(SOON);
    }

    static Outcome full(String what) {
        return busy("RabbitMQ has not confirmed " + what + " of this node yet; it takes no more now.");
    }

    static Outcome unroutable(String address) {
        return Outcome.refused(
                Kind.NO_HANDLER,
                "RabbitMQ has no queue for " + address + ": somebody deleted it, or its binding.",
                "Send again: this node makes it again; if it stays so, look at the broker.");
    }

    static Outcome tooLarge(int bytes, int most) {
        return Outcome.refused(
                Kind.TOO_LARGE,
                "The message has " + bytes + " bytes, at most " + most + " are sent to RabbitMQ.",
                "Send less, or raise rabbitmq.largestMiB here and max_message_size at the broker.");
    }

    private static Outcome busy(String cause) {
        return new Outcome.Refused(Problem.of(Kind.BUSY, cause, "Send again later; if it stays so, look at the broker.")
                .retryAfter(SOON));
    }

    /** Whether the broker says that what was named does not exist. */
    static boolean isNotFound(Throwable failure) {
        return code(signal(failure)) == AMQP.NOT_FOUND;
    }

    /** Whether the broker says that this user may not. */
    static boolean isDenied(Throwable failure) {
        return code(signal(failure)) == AMQP.ACCESS_REFUSED;
    }

    /** Whether the connection was lost, or ended for a reason that has nothing to do with what was done on it. */
    static boolean isLoss(Throwable failure) {
        ShutdownSignalException why = signal(failure);
        int code = code(why);
        return why != null && why.isHardError() && (code == 0 || code == AMQP.CONNECTION_FORCED);
    }

    /** Why a channel or connection ended: the broker's code, 0 when it gave none. */
    static int code(@Nullable ShutdownSignalException why) {
        Method reason = why == null ? null : why.getReason();
        if (reason instanceof AMQP.Channel.Close close) {
            return close.getReplyCode();
        }
        return reason instanceof AMQP.Connection.Close close ? close.getReplyCode() : 0;
    }

    /** Whether it would fail the next time too, until somebody mends it. */
    static boolean isFinal(Exception failure) {
        return failure instanceof IOException && connecting(failure, code(signal(failure))) != null;
    }

    /** Why no connection could be made, where that is no matter of time. */
    private static @Nullable String connecting(Throwable failure, int code) {
        String text = String.valueOf(failure.getMessage());
        if (failure instanceof AuthenticationFailureException
                || failure instanceof PossibleAuthenticationFailureException
                || code == AMQP.ACCESS_REFUSED) {
            return "it refuses the user or the password; mend rabbitmq.user and rabbitmq.password";
        }
        if (code == AMQP.NOT_ALLOWED) {
            return "it does not let this user into the vhost, or has no such vhost; mend rabbitmq.vhost, or the user's rights";
        }
        if (failure instanceof SSLException && text.contains("PKIX")) {
            return "its certificate is not trusted; name the file of its authority's certificate in rabbitmq.trust";
        }
        if (failure instanceof SSLException && (text.contains("No subject") || text.contains("No name matching"))) {
            return "its certificate is not for this host name (" + text + "); connect by the name that it has";
        }
        if (failure instanceof SSLException && text.contains("Unsupported or unrecognized SSL message")) {
            return "it does not speak TLS on this port; correct rabbitmq.port or rabbitmq.tls";
        }
        return null;
    }

    static String text(Throwable failure) {
        ShutdownSignalException why = signal(failure);
        Method reason = why == null ? null : why.getReason();
        if (reason instanceof AMQP.Channel.Close close) {
            return close.getReplyText();
        }
        String known = failure instanceof IOException ? connecting(failure, code(why)) : null;
        if (known != null) {
            return known;
        }
        if (reason instanceof AMQP.Connection.Close close) {
            return close.getReplyText();
        }
        String text = failure.getMessage();
        return text == null ? failure.getClass().getSimpleName() : text;
    }

    private static @Nullable ShutdownSignalException signal(Throwable failure) {
        if (failure instanceof ShutdownSignalException why) {
            return why;
        }
        return failure.getCause() instanceof ShutdownSignalException why ? why : null;
    }
}
