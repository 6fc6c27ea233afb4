package dev.busway.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Who offers what. */
@Command(
        name = "services",
        description = "Prints who offers which service, as a node knows it from its registry.",
        footer = {"", "busway services", "busway services orders --json"})
final class ServicesCommand implements Callable<Integer> {
    @Mixin
    private final Voice voice = new Voice();

    @Mixin
    private final Door door = new Door();

    @Parameters(arity = "0..1", paramLabel = "NAME", description = "Only this service.")
    private Optional<String> name = Optional.empty();

    @Override
    public Integer call() throws InterruptedException {
        return LetterAnswer.of(door.exchange(door.at("/admin/services").GET(), Duration.ZERO))
                .tell(voice, this::tell);
    }

    private void tell(Voice to, JsonNode told) {
        int count = 0;
        for (JsonNode one : told.path("services")) {
            if (name.isEmpty() || name.get().equals(one.path("service").asText())) {
                to.say(line(one));
                count++;
            }
        }
        to.remark(count + " of registry " + told.path("registry").asText() + ", as of "
                + told.path("ageSeconds").asText() + " s ago");
    }

    private static String line(JsonNode one) {
        List<String> doors = new ArrayList<>();
        one.path("doors").forEach(url -> doors.add(url.asText()));
        String version = one.path("version").asText();
        return one.path("service").asText()
                + (version.isEmpty() ? "" : " " + version)
                + "  at " + one.path("node").asText()
                + "  " + one.path("health").asText().toLowerCase(Locale.ROOT)
                + (doors.isEmpty() ? "" : "  " + String.join(" ", doors));
    }
}
