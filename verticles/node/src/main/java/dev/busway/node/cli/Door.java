package dev.busway.node.cli;

import dev.busway.config.ConfigException;
import dev.busway.node.StartException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import picocli.CommandLine.Option;

/** The HTTP door of a node, as a client sees it. */
final class Door {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    /** On top of what the node was asked to wait. */
    private static final Duration ANSWER = Duration.ofSeconds(30);

    @Option(
            names = "--url",
            paramLabel = "URL",
            defaultValue = "${env:BUSWAY_URL:-http://127.0.0.1:8080}",
            description = "The node's HTTP door; default ${DEFAULT-VALUE}, or $BUSWAY_URL.")
    private String url = "";

    /** A request to {@code path}; {@code segments} fill its {@code %s}, escaped. */
    HttpRequest.Builder to(String path, String... segments) {
        Object[] escaped = new Object[segments.length];
        for (int i = 0; i < segments.length; i++) {
            escaped[i] = URLEncoder.encode(segments[i], StandardCharsets.UTF_8).replace("+", "%20");
        }
        return HttpRequest.newBuilder(base().resolve(path.formatted(escaped)));
    }

    /** A request to a path with a query, both escaped already. */
    HttpRequest.Builder at(String pathAndQuery) {
        return HttpRequest.newBuilder(base().resolve(pathAndQuery));
    }

    /**
     * Sends and waits for the whole answer.
     *
     * @param wait how long the node was asked to wait
     */
    HttpResponse<byte[]> exchange(HttpRequest.Builder request, Duration wait) throws InterruptedException {
        return send(request.timeout(wait.plus(ANSWER)).build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> body) throws InterruptedException {
        HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT)
                .build();
        try {
            return client.send(request, body);
        } catch (ConnectException nobody) {
            throw new StartException("nobody answers at " + url
                    + ". Mend: start a node (scripts/run, or busway run), or name its address with --url.");
        } catch (HttpTimeoutException late) {
            throw new StartException("no answer from " + url + " in time: " + late.getMessage());
        } catch (IOException broken) {
            throw new StartException("the connection to " + url + " broke: " + broken);
        }
    }

    private URI base() {
        try {
            URI base = URI.create(url);
            if ("http".equals(base.getScheme()) || "https".equals(base.getScheme())) {
                return base;
            }
        } catch (IllegalArgumentException noUri) {
            // Told below, like every other address that cannot be used.
        }
        throw new ConfigException("--url must be like http://127.0.0.1:8080, was " + url);
    }
}
