package dev.busway.bus;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why a message was refused: a value that every door maps to its own words.
 *
 * @param kind one of a closed set
 * @param cause what happened, in one sentence; never a payload, never a stack trace
 * @param mend what the caller can do about it, in one sentence; may be empty
 * @param retryAfter how long to wait before the same message is worth sending again; {@code null}: not known
 * @param faults where the payload is wrong, for {@link Kind#INVALID}; else empty
 */
public record Problem(
        Kind kind, String cause, String mend, @Nullable Duration retryAfter, List<Fault> faults) {

    private static final String LOOK_INTO_THE_LOG =
            "The log of the node that handled the message tells more, by the message's id.";

    /**
     * One fault of a payload.
     *
     * @param pointer RFC 6901 JSON pointer
     * @param reason one sentence
     */
    public record Fault(String pointer, String reason) {}

    /** Every way in which a message can be refused, with its word at each door. */
    public enum Kind {
        INVALID("BW-INVALID", 422, 3, 4422, Retryable.NEVER),
        UNAUTHENTICATED("BW-UNAUTHENTICATED", 401, 16, 4401, Retryable.NEVER),
        FORBIDDEN("BW-FORBIDDEN", 403, 7, 4403, Retryable.NEVER),
        UNKNOWN_CHANNEL("BW-UNKNOWN-CHANNEL", 404, 5, 4404, Retryable.NEVER),
        /** A handler knows nothing of this name: no such order, operation, document. */
        NOT_FOUND("BW-NOT-FOUND", 404, 5, 4414, Retryable.NEVER),
        NO_HANDLER("BW-NO-HANDLER", 503, 14, 4503, Retryable.UNCOUNTED),
        CONFLICT("BW-CONFLICT", 409, 6, 4409, Retryable.NEVER),
        TOO_LARGE("BW-TOO-LARGE", 413, 8, 4413, Retryable.NEVER),
        BUSY("BW-BUSY", 429, 8, 4429, Retryable.UNCOUNTED),
        CIRCUIT_OPEN("BW-CIRCUIT-OPEN", 503, 14, 4513, Retryable.UNCOUNTED),
        TIMEOUT("BW-TIMEOUT", 504, 4, 4504, Retryable.LATER),
        BROKEN("BW-BROKEN", 500, 13, 4500, Retryable.LATER);

        private final String code;
        private final int httpStatus;
        private final int grpcStatus;
        private final int busCode;
        private final Retryable retryable;

        Kind(String code, int httpStatus, int grpcStatus, int busCode, Retryable retryable) {
            this.code = code;
            this.httpStatus = httpStatus;
            this.grpcStatus = grpcStatus;
            this.busCode = busCode;
            this.retryable = retryable;
        }

        /** The stable code that callers may depend on. */
        public String code() {
            return code;
        }

        public int httpStatus() {
            return httpStatus;
        }

        /** A {@code google.rpc.Code}. */
        public int grpcStatus() {
            return grpcStatus;
        }

        /** The failure code of a {@code ReplyException} on the event bus. */
        public int busCode() {
            return busCode;
        }

        /** Whether the same message may succeed later. */
        public boolean retryable() {
            return retryable != Retryable.NEVER;
        }

        /** Whether it counts as a try of the message; {@code false} where the reason lies not with it. */
        public boolean counts() {
            return retryable != Retryable.UNCOUNTED;
        }

        /** The kind with this event-bus failure code; {@link #BROKEN} for a foreign one. */
        public static Kind ofBusCode(int busCode) {
            for (Kind kind : values()) {
                if (kind.busCode == busCode) {
                    return kind;
                }
            }
            return BROKEN;
        }
    }

    private enum Retryable {
        NEVER,
        LATER,
        UNCOUNTED
    }

    public static Problem of(Kind kind, String cause, String mend) {
        return new Problem(kind, cause, mend, null, List.of());
    }

    public static Problem of(Kind kind, String cause) {
        return of(kind, cause, "");
    }

    /**
     * Something broke that nobody foresaw.
     *
     * @param cause for the house's eyes only, see {@link #outward}
     */
    public static Problem unforeseen(String cause) {
        return of(Kind.BROKEN, cause, LOOK_INTO_THE_LOG);
    }

    /** As strangers may read it: what nobody foresaw may quote anything, so they get none of its words. */
    public Problem outward() {
        return kind == Kind.BROKEN && mend.equals(LOOK_INTO_THE_LOG)
                ? of(Kind.BROKEN, "The handler failed.", LOOK_INTO_THE_LOG)
                : this;
    }

    /** The problem behind a failure: what a {@link ProblemException} carries, an unforeseen one for anything else. */
    public static Problem of(Throwable failure) {
        if (failure instanceof ProblemException known) {
            return known.problem();
        }
        String text = failure.getMessage();
        return unforeseen(failure.getClass().getSimpleName() + (text == null ? "" : ": " + text));
    }

    public Problem retryAfter(Duration wait) {
        return new Problem(kind, cause, mend, wait, faults);
    }
}
