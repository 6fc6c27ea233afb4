package dev.busway.kafka;

import static dev.busway.kafka.Node.await;
import static dev.busway.kafka.Specs.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.busway.bus.Outcome;
import dev.busway.contract.ChannelSpec;
import dev.busway.message.Message;
import dev.busway.testkit.TestKafka;
import io.vertx.core.Future;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RedeliveryIT {
    @Test
    void a_handler_killed_between_effect_and_acknowledgement_means_delivery_again(@TempDir Path home) throws Exception {
        ChannelSpec spec = Specs.orders(1);
        Path effect = home.resolve("effect");
        List<Message> again = new CopyOnWriteArrayList<>();
        try (Node node = Node.on(TestKafka.bootstrap())) {
            Message sent = message("k", 7);
            assertThat(await(node.carrier(spec).send(sent))).isEqualTo(Outcome.delivered());
            Process child = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx128m",
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            System.getProperty("java.class.path"),
                            DyingHandler.class.getName(),
                            TestKafka.bootstrap(),
                            spec.address(),
                            effect.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(home.resolve("log").toFile())
                    .start();
            boolean ended = child.waitFor(180, TimeUnit.SECONDS);
            child.destroyForcibly();
            assertThat(ended).as(Files.readString(home.resolve("log"))).isTrue();
            assertThat(child.exitValue()).isEqualTo(9);
            assertThat(effect).hasContent(sent.id());

            await(node.carrier(spec).subscribe(spec.group(), message -> {
                again.add(message);
                return Future.succeededFuture(Outcome.delivered());
            }));

            await().atMost(Duration.ofSeconds(60)).until(() -> !again.isEmpty());
            assertThat(again).extracting(Message::id).containsExactly(sent.id());
        }
    }
}
