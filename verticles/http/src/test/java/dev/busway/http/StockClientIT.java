package dev.busway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The client that Vert.x ships for browsers, unchanged, in Node.js. */
@EnabledIf(value = "dev.busway.testkit.Programs#javaScript", disabledReason = "no Node.js with npm is installed here")
class StockClientIT {
    private static final Path FOLDER = Path.of("target", "stock-client");

    @BeforeAll
    static void install() throws Exception {
        Files.createDirectories(FOLDER);
        for (String file : List.of("package.json", "client.js")) {
            Files.copy(
                    OpenDoor.resource("stock-client/" + file),
                    FOLDER.resolve(file),
                    StandardCopyOption.REPLACE_EXISTING);
        }
        if (!Files.isDirectory(FOLDER.resolve("node_modules/sockjs-client"))) {
            run(300, "npm", "install", "--no-audit", "--no-fund", "--silent");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"websocket", "xhr-streaming", "xhr-polling"})
    void the_stock_client_is_answered_whatever_it_asks(String transport) throws Exception {
        try (OpenDoor door = OpenDoor.open()
                .handling("door.echo", (asked, work) -> Future.succeededFuture(asked.reply(asked.payload())))) {
            Map<String, Object> told = run(
                            90, "node", "client.js", door.at("/eventbus").toString(), transport)
                    .lines()
                    .map(JsonObject::new)
                    .collect(Collectors.toMap(line -> line.getString("what"), line -> line.getValue("value")));

            assertThat(told)
                    .containsEntry("reply", new JsonObject().put("word", "hello"))
                    .containsEntry("news", new JsonObject().put("n", 1))
                    .containsEntry("refused", 4422)
                    .containsEntry("unknown", 4404)
                    .containsEntry("denied", 4422)
                    .hasSize(5);
        }
    }

    private static String run(int seconds, String... command) throws Exception {
        Process process;
        try {
            process = new ProcessBuilder(command)
                    .directory(FOLDER.toFile())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
        } catch (IOException absent) {
            throw new IllegalStateException(
                    command[0] + " is not there. Mend: install Node.js with npm (apt-get install nodejs npm).", absent);
        }
        try {
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(seconds, TimeUnit.SECONDS))
                    .as("%s ends", List.of(command))
                    .isTrue();
            assertThat(process.exitValue()).as("%s: %s", List.of(command), out).isZero();
            return out;
        } finally {
            process.destroyForcibly();
        }
    }
}
