package dev.busway.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

/** Says verbs of the command line as a shell does, and keeps what they printed. */
final class Verbs {
    private Verbs() {}

    /** What a verb did. */
    record Done(int exitCode, String out, String err) {
        JsonNode json() {
            return Json.payload(out.getBytes(StandardCharsets.UTF_8));
        }
    }

    /** To a node. */
    static Done on(ChildNode node, String... words) {
        return say(
                Stream.concat(Stream.of(words), Stream.of("--url", node.url())).toArray(String[]::new));
    }

    static Done say(String... words) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode = Busway.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(words);
        return new Done(exitCode, out.toString(), err.toString());
    }
}
