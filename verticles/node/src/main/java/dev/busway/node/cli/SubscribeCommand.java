package dev.busway.node.cli;

import dev.busway.config.ConfigException;
import dev.busway.node.Failure;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints what is published. */
@Command(
        name = "subscribe",
        description = "Prints every message of a publish-subscribe channel, one a line, until Ctrl-C.",
        footer = {"", "busway subscribe orders.events --count 3"})
final class SubscribeCommand implements Callable<Integer> {
    private static final int OK = 200;
    private static final int DONE = 0;

    @Mixin
    private final Voice voice = new Voice();

    @Mixin
    private final Door door = new Door();

    @Parameters(paramLabel = "CHANNEL", description = "Address of the channel.")
    private String channel = "";

    @Option(names = "--count", paramLabel = "N", defaultValue = "0", description = "End after N messages.")
    private int count;

    @Override
    public Integer call() throws InterruptedException {
        if (count < 0) {
            throw new ConfigException("--count must be 1 or more, was " + count);
        }
        HttpRequest request = door.to("/channels/%s/stream", channel)
                .header("Accept", "text/event-stream")
                .GET()
                .build();
        HttpResponse<Stream<String>> response = door.send(request, HttpResponse.BodyHandlers.ofLines());
        if (response.statusCode() != OK) {
            byte[] body = response.body().collect(Collectors.joining("\n")).getBytes(StandardCharsets.UTF_8);
            return refused(response.statusCode(), body);
        }
        voice.remark("listening to " + channel + ", Ctrl-C ends");
        return told(response.body().iterator());
    }

    private int told(Iterator<String> lines) {
        EventLines events = new EventLines();
        int seen = 0;
        try {
            while (lines.hasNext()) {
                String event = events.line(lines.next()).orElse("");
                if (!event.isEmpty()) {
                    voice.say(voice.form() == Voice.Form.PROGRAMS ? event : EventLines.forPeople(event));
                    seen++;
                }
                if (count > 0 && seen == count) {
                    return DONE;
                }
            }
        } catch (UncheckedIOException broken) {
            voice.remark("busway: the connection broke: " + broken.getMessage());
            return Failure.FAILED;
        }
        voice.remark("busway: the node ended the stream.");
        return Failure.FAILED;
    }

    private int refused(int status, byte[] body) {
        if (voice.form() == Voice.Form.PROGRAMS) {
            voice.say(Json.object()
                    .put("outcome", "refused")
                    .put("status", status)
                    .set("problem", Json.payload(body))
                    .toString());
        } else {
            voice.remark("busway: refused with " + status + " "
                    + ProblemText.of(Json.payload(body), new String(body, StandardCharsets.UTF_8)));
        }
        return Failure.FAILED;
    }
}
