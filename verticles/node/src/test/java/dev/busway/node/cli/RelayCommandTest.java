package dev.busway.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RelayCommandTest {
    private final List<String> asked = new ArrayList<>();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final HttpServer fakeNode;
    private int status = 200;
    private String answer = "{\"wanted\":\"log\",\"active\":\"poll\",\"why\":\"No wal_level.\",\"logBytes\":7}";

    RelayCommandTest() throws IOException {
        fakeNode = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        fakeNode.createContext("/", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + body);
            byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        fakeNode.start();
    }

    @AfterEach
    void stop() {
        fakeNode.stop(0);
    }

    private int relay(String... words) {
        List<String> all = new ArrayList<>(List.of("relay"));
        all.addAll(List.of(words));
        all.addAll(List.of("--url", "http://127.0.0.1:" + fakeNode.getAddress().getPort()));
        return Busway.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(all.toArray(String[]::new));
    }

    @Test
    void it_tells_what_is_wanted_what_is_active_and_why() {
        assertThat(relay("show")).isZero();

        assertThat(asked).containsExactly("GET /admin/relay ");
        assertThat(out.toString().trim()).isEqualTo("wanted log, active poll, log kept 7 bytes");
        assertThat(err.toString()).contains("No wal_level.");
    }

    @Test
    void a_switch_names_the_engine_and_fails_when_it_is_refused() {
        status = 503;
        answer = "{\"code\":\"BW-BUSY\",\"detail\":\"It waits.\"}";

        assertThat(relay("switch", "message")).isEqualTo(1);

        assertThat(asked).containsExactly("POST /admin/relay {\"engine\":\"message\"}");
    }
}
