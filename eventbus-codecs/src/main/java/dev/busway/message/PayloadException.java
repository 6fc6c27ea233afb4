package dev.busway.message;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.regex.Pattern;

/** A payload is not what it is asked for as: malformed JSON, or JSON that does not fit the class. */
public final class PayloadException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private static final Pattern SOURCE = Pattern.compile(" \\(start marker at.*|\n.*", Pattern.DOTALL);

    public PayloadException(String message, Throwable cause) {
        super(message, cause);
    }

    /** JSON text that cannot be read: says what is wrong and where, in one line. */
    public static PayloadException malformed(JsonProcessingException cause) {
        JsonLocation at = cause.getLocation();
        String where = at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
        return new PayloadException("malformed JSON" + where + ": " + reason(cause), cause);
    }

    /** The first line of what Jackson says, without where it thinks the source is. */
    static String reason(Throwable failure) {
        String text = failure instanceof JsonProcessingException json
                ? json.getOriginalMessage()
                : String.valueOf(failure.getMessage());
        return SOURCE.matcher(text).replaceFirst("");
    }
}
