package dev.busway.http.channels;

import dev.busway.bus.Problem.Kind;
import dev.busway.bus.ProblemException;
import dev.busway.codec.cloudevents.Rfc3339;
import dev.busway.config.Durations;
import dev.busway.message.Message;
import dev.busway.message.MessageBuilder;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** When a message is due, as its sender says beside it: {@code Busway-Deliver-At}, {@code Busway-Delay} or {@code ce-deliverat}. */
public final class DueTime {
    private DueTime() {}

    /**
     * Sets it where a header says it.
     *
     * @param header its value, by its lower-case name
     * @throws ProblemException INVALID where it is no time, or two say it
     */
    public static void set(Function<CharSequence, @Nullable String> header, MessageBuilder made) {
        String at = header.apply(RequestHeaders.DELIVER_AT);
        String delay = header.apply(RequestHeaders.DELAY);
        if (at != null && delay != null) {
            throw new ProblemException(
                    Kind.INVALID, "Busway-Deliver-At and Busway-Delay say both when it is due.", "Send one of them.");
        }
        if (delay != null) {
            made.delay(Durations.parse(delay)
                    .orElseThrow(() -> new ProblemException(
                            Kind.INVALID, "Busway-Delay is no duration.", "Write it like 500ms, 10s, 5m, 2h or 1d.")));
            return;
        }
        String due = at == null ? header.apply(RequestHeaders.EVENT_DELIVER_AT) : at;
        if (due != null) {
            made.deliverAtMillis(millis(at == null ? "ce-deliverat" : "Busway-Deliver-At", due));
        }
    }

    /** Whether it is due later: then nobody is to wait for its answer. */
    public static boolean later(Message message) {
        return message.deliverAtMillis() != 0 && message.deliverAtMillis() > System.currentTimeMillis();
    }

    private static long millis(String name, String text) {
        try {
            return Rfc3339.parse(text.trim());
        } catch (IllegalArgumentException wrong) {
            throw new ProblemException(
                    Kind.INVALID, name + " " + wrong.getMessage() + ".", "Or say Busway-Delay, like 10s.");
        }
    }
}
