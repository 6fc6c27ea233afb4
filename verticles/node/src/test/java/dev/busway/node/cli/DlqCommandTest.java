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
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DlqCommandTest {
    private static final String LETTER =
            "{\"id\":\"l1\",\"channel\":\"orders\",\"group\":\"g\",\"key\":\"o-1\",\"reason\":\"BW-BROKEN: No.\",\"attempts\":3}";

    private final List<String> asked = new ArrayList<>();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final HttpServer fakeNode;
    private int status = 200;
    private String answer = "{}";

    DlqCommandTest() throws IOException {
        fakeNode = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        fakeNode.createContext("/", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            asked.add(
                    exchange.getRequestMethod() + " " + exchange.getRequestURI() + (body.isEmpty() ? "" : " " + body));
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

    @Test
    void letters_are_listed_one_a_line() {
        answer = "{\"letters\":[" + LETTER + "],\"next\":\"l1\"}";

        assertThat(dlq("list", "--channel", "orders", "--key", "o 1", "--limit", "1"))
                .isZero();

        assertThat(asked).containsExactly("GET /admin/dead-letters?channel=orders&key=o%201&limit=1");
        assertThat(out.toString().trim()).isEqualTo("l1  orders/g  key=o-1  tries=3  BW-BROKEN: No.");
        assertThat(err.toString()).contains("--after l1");
    }

    @Test
    void one_letter_is_shown_whole() {
        answer = LETTER;

        assertThat(dlq("show", "l1")).isZero();

        assertThat(asked).containsExactly("GET /admin/dead-letters/l1");
        assertThat(out.toString()).contains("\"reason\" : \"BW-BROKEN: No.\"");
    }

    @Test
    void a_dry_run_says_what_would_be() {
        answer = "{\"dryRun\":true,\"replayed\":[" + LETTER + "],\"refused\":[],\"more\":false}";

        assertThat(dlq("replay", "--key", "o-1", "--dry-run")).isZero();

        assertThat(asked).containsExactly("POST /admin/dead-letters/replay {\"key\":\"o-1\",\"dryRun\":true}");
        assertThat(out.toString()).startsWith("would be replayed  l1");
    }

    @Test
    void letters_are_dropped_by_their_ids() {
        answer = "{\"dryRun\":false,\"dropped\":[" + LETTER + "],\"refused\":[],\"more\":false}";

        assertThat(dlq("drop", "--id", "l1", "--id", "l2", "--json")).isZero();

        assertThat(asked).containsExactly("POST /admin/dead-letters/drop {\"ids\":[\"l1\",\"l2\"],\"dryRun\":false}");
        assertThat(out.toString().trim()).isEqualTo(answer);
    }

    @Test
    void a_letter_that_is_left_is_told_with_exit_code_1() {
        status = 202;
        answer =
                "{\"replayed\":[],\"refused\":[{\"id\":\"l2\",\"problem\":{\"code\":\"BW-CONFLICT\",\"detail\":\"It waits.\"}}]}";

        assertThat(dlq("replay", "--id", "l2")).isEqualTo(1);

        assertThat(err.toString()).contains("left  l2").contains("BW-CONFLICT");
    }

    @Test
    void nothing_named_is_refused_before_a_node_is_asked() {
        assertThat(dlq("drop")).isEqualTo(2);

        assertThat(asked).isEmpty();
        assertThat(err.toString()).contains("--reason");
    }

    @Test
    void a_refusal_is_told_with_exit_code_1() {
        status = 404;
        answer = "{\"code\":\"BW-NOT-FOUND\",\"detail\":\"No dead letter has the id x.\"}";

        assertThat(dlq("show", "x")).isEqualTo(1);

        assertThat(err.toString()).contains("404").contains("BW-NOT-FOUND");
    }

    @Test
    void each_verb_has_help() {
        assertThat(dlq("replay", "--help")).isZero();

        assertThat(out.toString()).contains("--dry-run").contains("--reason");
    }

    private int dlq(String... words) {
        List<String> all = new ArrayList<>(List.of("dlq"));
        all.addAll(Arrays.asList(words));
        all.addAll(List.of("--url", "http://127.0.0.1:" + fakeNode.getAddress().getPort()));
        return Busway.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(all.toArray(String[]::new));
    }
}
