package dev.busway.http.door;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How long a caller still waits, {@code Busway-Timeout: 1500}: milliseconds from now, since clocks differ. What our own clients send
 * with every call, so that a deadline travels from node to node.
 */
public final class TimeLeft {
    private static final CharSequence HEADER = HttpHeaders.createOptimized("busway-timeout");
    /** Eleven days: more is no number of ours. */
    private static final int MOST_DIGITS = 9;

    private TimeLeft() {}

    /** Empty where the caller does not say, or nothing that can be read. */
    public static Optional<Duration> of(MultiMap headers) {
        String said = headers.get(HEADER);
        return isNumber(said) ? Optional.of(Duration.ofMillis(Long.parseLong(said))) : Optional.empty();
    }

    private static boolean isNumber(@Nullable String text) {
        return text != null
                && !text.isEmpty()
                && text.length() <= MOST_DIGITS
                && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
