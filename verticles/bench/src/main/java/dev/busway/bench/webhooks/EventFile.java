package dev.busway.bench.webhooks;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** A file of webhooks, one a line, plain or gzip. */
final class EventFile {
    private static final int GZIP_FIRST = 0x1f;
    private static final int GZIP_SECOND = 0x8b;

    private EventFile() {}

    /**
     * One webhook.
     *
     * @param line from 1
     * @param event its type, as the sender's header would name it
     */
    record Webhook(int line, String event, String payload) {}

    /** @throws IOException also for a line that is not {@code {"event": ..., "payload": {...}}} */
    static List<Webhook> read(Path file) throws IOException {
        List<Webhook> webhooks = new ArrayList<>();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(open(file), StandardCharsets.UTF_8))) {
            int number = 0;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                if (!line.isBlank()) {
                    webhooks.add(webhook(file, number, line));
                }
            }
        }
        return webhooks;
    }

    private static InputStream open(Path file) throws IOException {
        InputStream stream = new BufferedInputStream(Files.newInputStream(file));
        stream.mark(2);
        boolean gzip = stream.read() == GZIP_FIRST && stream.read() == GZIP_SECOND;
        stream.reset();
        return gzip ? new GZIPInputStream(stream) : stream;
    }

    private static Webhook webhook(Path file, int number, String line) throws IOException {
        try {
            JsonObject object = new JsonObject(line);
            return new Webhook(
                    number,
                    object.getString("event"),
                    object.getJsonObject("payload").encode());
        } catch (DecodeException | ClassCastException | NullPointerException malformed) {
            throw new IOException(file + ":" + number + " is not {\"event\": ..., \"payload\": {...}}", malformed);
        }
    }
}
