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

class ReplicasCommandTest {
    private final List<String> asked = new ArrayList<>();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final HttpServer fakeNode;
    private int status = 200;
    private String answer = "";

    ReplicasCommandTest() throws IOException {
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

    private int replicas(String... words) {
        List<String> all = new ArrayList<>(List.of("replicas"));
        all.addAll(List.of(words));
        all.addAll(List.of("--url", "http://127.0.0.1:" + fakeNode.getAddress().getPort()));
        return Busway.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(all.toArray(String[]::new));
    }

    @Test
    void each_replica_is_a_line() {
        answer = "{\"replicas\":[" + menus("true") + "]}";

        assertThat(replicas("list")).isZero();

        assertThat(asked).containsExactly("GET /admin/replicas ");
        assertThat(out.toString().trim())
                .isEqualTo("menus  of restaurants.menus  staleness 1.5 s  faults 2  being made anew");
    }

    @Test
    void a_rebuild_names_the_replica_and_fails_when_it_is_refused() {
        answer = menus("false");
        assertThat(replicas("rebuild", "menus")).isZero();
        assertThat(asked).containsExactly("POST /admin/replicas {\"rebuild\":\"menus\"}");

        status = 409;
        answer = "{\"code\":\"BW-CONFLICT\",\"detail\":\"It is being made anew already.\"}";
        assertThat(replicas("rebuild", "menus")).isEqualTo(1);
        assertThat(err.toString()).contains("BW-CONFLICT");
    }

    private static String menus(String rebuilding) {
        return "{\"name\":\"menus\",\"channel\":\"restaurants.menus\",\"stalenessSeconds\":1.5,\"faults\":2,\"rebuilding\":"
                + rebuilding + "}";
    }
}
