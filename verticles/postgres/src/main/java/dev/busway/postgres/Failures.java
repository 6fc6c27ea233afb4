package dev.busway.postgres;

import dev.busway.bus.Problem;
import dev.busway.bus.Problem.Kind;
import dev.busway.bus.ProblemException;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.ClosedConnectionException;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a failure of the database means for a message. */
final class Failures {
    static final Logger LOG = LoggerFactory.getLogger(Failures.class);
    private static final Duration SOON = Duration.ofSeconds(1);
    /** The server says good-bye or is not ready yet: 57P01 to 57P05; too many connections: 53300. */
    private static final Set<String> AWAY = Set.of("57P01", "57P02", "57P03", "57P05", "53300");

    private Failures() {}

    /** Whether no connection can be had because the database is away; the same may succeed when it is back. */
    static boolean away(Throwable failure) {
        return lost(failure) || failure instanceof IOException;
    }

    /** Whether the connection broke: what was under way on it has an unknown end. */
    static boolean lost(Throwable failure) {
        if (failure instanceof PgException refused) {
            String state = refused.getSqlState();
            return state != null && (state.startsWith("08") || AWAY.contains(state));
        }
        return failure instanceof ClosedConnectionException
                || failure instanceof ClosedChannelException
                || (failure.getMessage() != null
                        && (failure.getMessage().startsWith("Connection is not active")
                                || failure.getMessage().startsWith("Pending requests failed to be sent")));
    }

    /** What the caller is told of a handler that failed while its connection lives: its own I/O is not the database's. */
    static Problem handler(Throwable failure) {
        return failure instanceof IOException ? Problem.of(failure) : problem(failure);
    }

    /** What the caller is told. */
    static Problem problem(Throwable failure) {
        if (failure instanceof ProblemException known) {
            return known.problem();
        }
        if (away(failure)) {
            return Problem.of(
                            Kind.BUSY, "The database cannot be reached.", "Send it again later; see GET /health/ready.")
                    .retryAfter(SOON);
        }
        if (failure instanceof ConnectionPoolTooBusyException
                || (failure.getMessage() != null && failure.getMessage().startsWith("Timeout"))) {
            return Problem.of(
                            Kind.BUSY,
                            "Every database connection of this node is taken.",
                            "Send it again later, or raise postgres.doors.")
                    .retryAfter(SOON);
        }
        if (failure instanceof PgException refused) {
            // Its detail may quote values of the row: only state and summary leave the house.
            return Problem.unforeseen(
                    "The database refused: " + refused.getSqlState() + " " + refused.getErrorMessage() + ".");
        }
        return Problem.of(failure);
    }
}
