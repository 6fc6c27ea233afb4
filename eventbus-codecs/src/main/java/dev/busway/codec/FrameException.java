package dev.busway.codec;

/** Bytes are not a frame of a version that we know; the message is one sentence that says why. */
public final class FrameException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public FrameException(String message) {
        // No stack trace: bytes from a stranger must not cost more than they tell, and the sentence tells all.
        super(message, null, false, false);
    }
}
