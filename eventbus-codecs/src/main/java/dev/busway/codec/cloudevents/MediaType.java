package dev.busway.codec.cloudevents;

import java.util.Locale;

/** What the content type of data means for its form. */
final class MediaType {
    static final String STRUCTURED_JSON = "application/cloudevents+json";

    private static final String STRUCTURED = "application/cloudevents";
    private static final String BATCHED = "application/cloudevents-batch";

    private MediaType() {}

    /** Whether it is one of the CloudEvents event formats; batches count too. */
    static boolean isStructured(String contentType) {
        return contentType.regionMatches(true, 0, STRUCTURED, 0, STRUCTURED.length());
    }

    /** Refuses every event format but JSON. */
    static void checkReadable(String contentType) {
        if (contentType.regionMatches(true, 0, BATCHED, 0, BATCHED.length())) {
            throw new CloudEventException("", "batches of CloudEvents are not taken: send one event at a time");
        }
        if (!essence(contentType).equals(STRUCTURED_JSON)) {
            throw new CloudEventException("", "event format " + contentType + " is not taken: use " + STRUCTURED_JSON);
        }
    }

    /** JSON event format §3.1.1: the subtype is {@code json} or ends with {@code +json}. */
    static boolean isJson(String contentType) {
        String essence = essence(contentType);
        return essence.endsWith("/json") || essence.endsWith("+json");
    }

    /** Whether data of this type is text that a JSON string can hold. */
    static boolean isText(String contentType) {
        String essence = essence(contentType);
        return essence.startsWith("text/") || essence.endsWith("/xml") || essence.endsWith("+xml");
    }

    private static String essence(String contentType) {
        int parameters = contentType.indexOf(';');
        String bare = parameters < 0 ? contentType : contentType.substring(0, parameters);
        return bare.trim().toLowerCase(Locale.ROOT);
    }
}
