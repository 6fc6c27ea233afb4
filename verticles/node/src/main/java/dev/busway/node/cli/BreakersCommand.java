package dev.busway.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The circuits of a node. */
@Command(
        name = "breakers",
        description = "Looks at a node's circuit breakers, and holds them open or closed by hand.",
        synopsisSubcommandLabel = "VERB",
        subcommands = {
            BreakersCommand.ListCircuits.class,
            BreakersCommand.Open.class,
            BreakersCommand.Close.class,
            BreakersCommand.Auto.class
        })
final class BreakersCommand {
    private static final String PATH = "/admin/breakers";

    /** Prints every circuit. */
    @Command(
            name = "list",
            description = "Prints the circuits of the node, one a line: what they see, and who holds them.",
            footer = {"", "busway breakers list"})
    static final class ListCircuits implements Callable<Integer> {
        @Mixin
        private final Voice voice = new Voice();

        @Mixin
        private final Door door = new Door();

        @Override
        public Integer call() throws InterruptedException {
            HttpResponse<byte[]> response = door.exchange(door.at(PATH).GET(), Duration.ZERO);
            return LetterAnswer.of(response).tell(voice, (to, told) -> {
                told.path("breakers").forEach(circuit -> to.say(line(circuit)));
                if (told.path("breakers").isEmpty()) {
                    to.remark("no operation of the node's contracts has a breaker");
                }
            });
        }
    }

    /** Refuses every call. */
    @Command(
            name = "open",
            description = "Holds a circuit open: the node tries none of its calls, until auto gives it back.",
            footer = {"", "busway breakers open createOrder@orders --reason 'the disk is full'"})
    static final class Open implements Callable<Integer> {
        @Mixin
        private final Decision decision = new Decision();

        @Override
        public Integer call() throws InterruptedException {
            return decision.post("open");
        }
    }

    /** Tries every call. */
    @Command(
            name = "close",
            description = "Holds a circuit closed: the node tries each of its calls, until auto gives it back.",
            footer = {"", "busway breakers close createOrder@orders --reason 'we look into it'"})
    static final class Close implements Callable<Integer> {
        @Mixin
        private final Decision decision = new Decision();

        @Override
        public Integer call() throws InterruptedException {
            return decision.post("closed");
        }
    }

    /** Gives it back. */
    @Command(
            name = "auto",
            description = "Gives a circuit back that was held by hand: what its calls show decides again.",
            footer = {"", "busway breakers auto createOrder@orders"})
    static final class Auto implements Callable<Integer> {
        @Mixin
        private final Decision decision = new Decision();

        @Override
        public Integer call() throws InterruptedException {
            return decision.post("auto");
        }
    }

    /** What every decision by hand says. */
    static final class Decision {
        @Mixin
        private final Voice voice = new Voice();

        @Mixin
        private final Door door = new Door();

        @Parameters(paramLabel = "NAME", description = "The circuit, as busway breakers list names it.")
        private String name = "";

        @Option(names = "--reason", paramLabel = "TEXT", description = "Why; for the log and the list.")
        private String reason = "";

        int post(String state) throws InterruptedException {
            String body = Json.object()
                    .put("state", state)
                    .put("reason", reason)
                    .put("by", System.getProperty("user.name", ""))
                    .toString();
            HttpRequest.Builder request = door.to(PATH + "/%s", name)
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(body));
            return LetterAnswer.of(door.exchange(request, Duration.ZERO))
                    .tell(voice, (to, circuit) -> to.say(line(circuit)));
        }
    }

    private static String line(JsonNode circuit) {
        JsonNode hand = circuit.path("hand");
        String reason = hand.path("reason").asText("");
        boolean held = !circuit.path("mode").asText().equals("auto");
        long left = circuit.path("leftMillis").asLong();
        return circuit.path("name").asText() + "  " + circuit.path("state").asText() + "  calls="
                + circuit.path("calls").asInt() + " failed="
                + circuit.path("failed").asInt() + " slow="
                + circuit.path("slow").asInt() + " refused="
                + circuit.path("seen").path("refused").asLong()
                + (left > 0 && !held ? "  for " + left + " ms" : "")
                + (held ? "  held by " + hand.path("by").asText() : "")
                + (held && !reason.isEmpty() ? ": " + reason : "");
    }
}
