package dev.busway.http.channels;

import dev.busway.bus.Channel;
import dev.busway.bus.Problem.Kind;
import dev.busway.bus.ProblemException;
import dev.busway.bus.Style;
import dev.busway.contract.OperationSpec;
import dev.busway.message.Message;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long the caller still waits, as {@code Busway-Timeout} says it in milliseconds: whatever is started for it ends by then. It
 * shortens the operation's timeout and never lengthens it. What a durable channel keeps is handled whoever still waits, so a message
 * that only has to be kept gets no deadline from it.
 */
public final class TimeLeft {
    private static final int MOST_DIGITS = 9;

    private TimeLeft() {}

    /**
     * The message with the deadline that follows.
     *
     * @param said the header's value; {@code null}: the caller does not say
     * @throws ProblemException INVALID where it is no number, TIMEOUT where no time is left: nothing is started
     */
    public static Message bound(Message message, @Nullable String said, Channel channel, Style style) {
        if (said == null) {
            return message;
        }
        Duration left = Duration.ofMillis(millis(said.trim()));
        if (left.isZero()) {
            throw new ProblemException(
                    Kind.TIMEOUT,
                    "Busway-Timeout says that no time is left, so nothing was started.",
                    "Give it more time, or find out what used it up on the way.");
        }
        boolean awaited = style == Style.REQUEST || style == Style.GATHER;
        boolean kept = channel.spec().delivery().durable() && !awaited;
        if (kept || DueTime.later(message)) {
            return message;
        }
        boolean own = message.deadlineMillis() == 0 && style != Style.GATHER;
        Duration longest = own ? timeout(channel, message.type()) : left;
        return message.within(left.compareTo(longest) < 0 ? left : longest);
    }

    private static long millis(String said) {
        boolean number = !said.isEmpty()
                && said.length() <= MOST_DIGITS
                && said.chars().allMatch(digit -> digit >= '0' && digit <= '9');
        if (!number) {
            throw new ProblemException(
                    Kind.INVALID,
                    "Busway-Timeout is no number of milliseconds.",
                    "Write it like 1500, with at most " + MOST_DIGITS + " digits.");
        }
        return Long.parseLong(said);
    }

    /** As callers that name none get it. */
    private static Duration timeout(Channel channel, String type) {
        Duration first = null;
        for (OperationSpec operation : channel.operations()) {
            if (operation.action() == OperationSpec.Action.RECEIVE) {
                if (operation.messages().contains(type)) {
                    return operation.timeout();
                }
                first = first == null ? operation.timeout() : first;
            }
        }
        return first == null ? OperationSpec.DEFAULT_TIMEOUT : first;
    }
}
