package dev.busway.bench.webhooks;

import java.net.URI;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * What to post, and where.
 *
 * @param url of a running node; else servers and a node are started for this run
 */
record WebhooksOptions(Path file, Optional<URI> url) {
    static final String USAGE = """
            Usage: scripts/webhooks FILE [--url URL]
            Posts every line of FILE, {"event": ..., "payload": ...}, plain or gzip, to POST /webhooks/{event}, and says what was
            accepted and what was refused, with the first problem of each kind. Last line: one JSON object. Exit status 1 when a
            call got no answer, or one that is neither.
              --url URL    of a running node; else a Kafka, a PostgreSQL and a node are started, and stopped at the end""";

    /** @throws IllegalArgumentException with a sentence for the one who typed it */
    static WebhooksOptions parse(List<String> arguments) {
        Optional<Path> file = Optional.empty();
        Optional<URI> url = Optional.empty();
        Iterator<String> words = arguments.iterator();
        while (words.hasNext()) {
            String word = words.next();
            if (word.equals("--url")) {
                url = Optional.of(url(words));
            } else if (word.startsWith("--") || file.isPresent()) {
                throw new IllegalArgumentException(word + " is not an option");
            } else {
                file = Optional.of(Path.of(word));
            }
        }
        return new WebhooksOptions(file.orElseThrow(() -> new IllegalArgumentException("FILE is missing")), url);
    }

    private static URI url(Iterator<String> words) {
        if (!words.hasNext()) {
            throw new IllegalArgumentException("--url needs a value");
        }
        String text = words.next();
        if (!text.matches("https?://[^/]+/?")) {
            throw new IllegalArgumentException("--url must be http://host:port, was " + text);
        }
        return URI.create(text);
    }
}
