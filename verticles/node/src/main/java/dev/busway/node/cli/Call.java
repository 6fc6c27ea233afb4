package dev.busway.node.cli;

import dev.busway.config.ConfigException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What the verbs that send have in common: channel, payload and attributes of one message. */
final class Call {
    private static final String STDIN = "-";

    @Parameters(index = "0", paramLabel = "CHANNEL", description = "Address of the channel.")
    private String channel = "";

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "PAYLOAD",
            defaultValue = STDIN,
            description = "The payload itself, @FILE, or - (the default) for standard input.")
    private String payload = STDIN;

    @Option(names = "--id", description = "Id of the message; a repeat with the same one has no second effect.")
    private Optional<String> id = Optional.empty();

    @Option(names = "--type", description = "Type of the message; needed where the channel takes several.")
    private Optional<String> type = Optional.empty();

    @Option(
            names = "--key",
            description = "Key that orders the message, where the contract reads none from the payload; needs --type.")
    private Optional<String> key = Optional.empty();

    @Option(
            names = "--content-type",
            defaultValue = "application/json",
            description = "Of the payload; default ${DEFAULT-VALUE}.")
    private String contentType = "";

    @Option(names = "--delay", paramLabel = "TIME", description = "Handle it so much later: 500ms, 10s, 5m, 2h, 1d.")
    private Optional<String> delay = Optional.empty();

    @Option(names = "--at", paramLabel = "TIME", description = "Handle it then: 2026-01-31T12:00:00Z.")
    private Optional<String> at = Optional.empty();

    String channel() {
        return channel;
    }

    /** The request that carries the message. Reads the payload: may block. */
    HttpRequest.Builder request(Door door) {
        return request(door, "");
    }

    /** As {@link #request(Door)}, with a query behind the path. */
    HttpRequest.Builder request(Door door, String query) {
        HttpRequest.Builder request = door.to("/channels/%s" + query.replace("%", "%%"), channel)
                .header("Content-Type", contentType)
                .POST(HttpRequest.BodyPublishers.ofByteArray(payload()));
        delay.ifPresent(later -> request.header("Busway-Delay", later));
        at.ifPresent(then -> request.header("Busway-Deliver-At", then));
        key.ifPresentOrElse(ordered -> event(request, ordered), () -> {
            id.ifPresent(given -> request.header("Idempotency-Key", given));
            type.ifPresent(given -> request.header("ce-type", given));
        });
        return request;
    }

    /** A key travels only with a whole CloudEvent. */
    private void event(HttpRequest.Builder request, String ordered) {
        request.header("ce-specversion", "1.0")
                .header("ce-source", "/busway/cli")
                .header("ce-id", id.orElseGet(() -> UUID.randomUUID().toString()))
                .header("ce-type", type.orElseThrow(() -> new ConfigException("--key needs --type beside it.")))
                .header("ce-partitionkey", ordered);
    }

    private byte[] payload() {
        try {
            if (payload.equals(STDIN)) {
                return System.in.readAllBytes();
            }
            return payload.startsWith("@")
                    ? Files.readAllBytes(Path.of(payload.substring(1)))
                    : payload.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        } catch (NoSuchFileException absent) {
            throw new ConfigException("there is no file " + absent.getFile() + ".");
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
