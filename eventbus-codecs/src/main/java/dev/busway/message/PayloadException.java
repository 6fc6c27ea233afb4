package dev.busway.message;

/** A payload is not what it is asked for as: malformed JSON, or JSON that does not fit the class. */
public final class PayloadException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public PayloadException(String message, Throwable cause) {
        super(message, cause);
    }
}
