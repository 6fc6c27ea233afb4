package dev.busway.http.channels;

import dev.busway.bus.Gather;
import dev.busway.bus.GatherRule;
import dev.busway.bus.Problem.Kind;
import dev.busway.bus.ProblemException;
import dev.busway.config.Durations;
import dev.busway.http.door.Preferences;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether a request asks many, and by which rule: {@code ?gather=first(3)&within=2s}, or the header {@code Busway-Gather:
 * first(3)}; how long also by {@code Prefer: wait=2}.
 */
public final class GatherQuery {
    /** The header. */
    public static final String HEADER = "busway-gather";

    private static final CharSequence NAME = HttpHeaders.createOptimized(HEADER);

    private GatherQuery() {}

    /**
     * What the request asks.
     *
     * @param longest a longer wait is cut to it
     * @throws ProblemException INVALID where the rule or the wait cannot be read
     */
    static Optional<Gather> of(HttpServerRequest request, Preferences prefer, Duration longest) {
        String header = request.getHeader(NAME);
        if (header == null && request.query() == null) {
            return Optional.empty();
        }
        String rule = header == null ? request.getParam("gather") : header;
        return of(rule, request.query() == null ? null : request.getParam("within"), prefer, longest);
    }

    /** As text says it; empty where there is no rule. */
    public static Optional<Gather> of(
            @Nullable String rule, @Nullable String within, Preferences prefer, Duration longest) {
        if (rule == null) {
            return Optional.empty();
        }
        Duration wait = within == null ? prefer.waits().orElse(Gather.DEFAULT_WAIT) : duration(within);
        try {
            return Optional.of(new Gather(GatherRule.parse(rule.trim()), wait.compareTo(longest) > 0 ? longest : wait));
        } catch (IllegalArgumentException wrong) {
            throw new ProblemException(
                    Kind.INVALID, String.valueOf(wrong.getMessage()), "Ask as ?gather=first(3)&within=2s.");
        }
    }

    private static Duration duration(String within) {
        return Durations.parse(within)
                .orElseThrow(() -> new ProblemException(
                        Kind.INVALID,
                        "The wait \"" + within + "\" is no duration.",
                        "Say it as within=500ms or within=2s."));
    }
}
