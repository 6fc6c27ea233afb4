package dev.busway.http.channels;

import dev.busway.contract.ChannelSpec;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** Which content types a channel takes: JSON, CloudEvents, and what its messages are declared as. */
final class MediaTypes {
    private final Set<String> known = new HashSet<>();

    MediaTypes(ChannelSpec channel) {
        known.add("application/json");
        known.add("application/cloudevents+json");
        channel.messages().forEach(message -> known.add(essence(message.contentType())));
    }

    /** A body with no content type counts as JSON; an event in binary mode may carry anything. */
    boolean take(MultiMap headers) {
        String given = headers.get(HttpHeaders.CONTENT_TYPE);
        return given == null
                || known.contains(given)
                || takes(essence(given))
                || headers.contains(RequestHeaders.SPECVERSION);
    }

    private boolean takes(String essence) {
        return known.contains(essence) || essence.endsWith("+json");
    }

    private static String essence(String contentType) {
        int parameters = contentType.indexOf(';');
        String bare = parameters < 0 ? contentType : contentType.substring(0, parameters);
        return bare.trim().toLowerCase(Locale.ROOT);
    }

    @Override
    public String toString() {
        return String.join(", ", known.stream().sorted().toList());
    }
}
