package dev.busway.node.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.busway.node.Node;
import java.time.Duration;
import java.util.Map;

/** The one line by which a node says that it is ready: what scripts wait for. */
final class ReadyLine {
    private final long begun = System.nanoTime();

    String of(String node, Map<String, String> urls, Voice.Form form) {
        long millis = Duration.ofNanos(System.nanoTime() - begun).toMillis();
        if (form == Voice.Form.PROGRAMS) {
            ObjectNode line = Json.object().put("ready", true).put("node", node).put("millis", millis);
            ObjectNode told = line.putObject("urls");
            urls.forEach(told::put);
            return line.toString();
        }
        StringBuilder line = new StringBuilder("busway ready: node=").append(node);
        urls.forEach(
                (gateway, url) -> line.append(' ').append(gateway).append('=').append(url));
        return line.append(" (").append(millis).append(" ms)").toString();
    }

    String of(Node node, Voice.Form form) {
        return of(node.name(), node.urls(), form);
    }
}
