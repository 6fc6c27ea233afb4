package dev.busway.postgres;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Why the log cannot be read, and what mends it. */
final class LogFailure {
    private static final String IN_USE = "55006";

    private LogFailure() {}

    /** Whether it is only that the server has not seen yet that another reader died. */
    static boolean passing(@Nullable Throwable cause) {
        return cause instanceof SQLException refused && IN_USE.equals(refused.getSQLState());
    }

    static String explain(@Nullable Throwable cause) {
        if (!(cause instanceof SQLException refused)) {
            return "The log is not read any more" + (cause == null ? "." : ": " + cause.getMessage() + ".");
        }
        String text = String.valueOf(refused.getMessage()).strip();
        String state = String.valueOf(refused.getSQLState());
        if (text.contains("wal_level")) {
            return "The log cannot be read: PostgreSQL runs without wal_level = logical."
                    + " Mend: set it and restart the server, or set postgres.relay: poll.";
        }
        return switch (state) {
            case "42501" ->
                "The log cannot be read: the user may not replicate."
                        + " Mend: alter role ... with replication, or set postgres.relay: poll.";
            case "53400" ->
                "The log cannot be read: every replication slot is taken. Mend: raise max_replication_slots.";
            case "53300" -> "The log cannot be read: every sender is taken. Mend: raise max_wal_senders.";
            default -> "The log cannot be read: " + text + ".";
        };
    }
}
