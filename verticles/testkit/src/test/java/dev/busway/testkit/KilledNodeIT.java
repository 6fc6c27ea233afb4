package dev.busway.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.busway.bus.Bus;
import dev.busway.bus.BusSetup;
import dev.busway.bus.Channel;
import dev.busway.bus.Problem;
import dev.busway.bus.ProblemException;
import dev.busway.bus.cluster.ClusterOptions;
import dev.busway.bus.cluster.ClusteredVertx;
import dev.busway.bus.transport.TransportContext;
import dev.busway.bus.transport.eventbus.EventBusTransport;
import dev.busway.config.Section;
import dev.busway.message.Message;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** A node of its own JVM is killed while it is asked. */
class KilledNodeIT {
    private static final Duration DEADLINE = Duration.ofSeconds(2);
    private static final long SLACK_MILLIS = 20_000;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Test
    void requests_fail_typed_within_their_deadline_and_succeed_again() throws Exception {
        int[] ports = freePorts();
        int here = ports[0];
        int there = ports[1];
        Vertx vertx = get(join(here, there));
        Channel channel = get(bus(vertx, "asks")).channel("echo");
        Process first = child(there, here);
        Process second = null;
        try {
            assertThat(get(channel.request(question())).tree().asText()).isEqualTo("pong");

            first.destroyForcibly();
            for (int i = 0; i < 3; i++) {
                long start = System.nanoTime();
                Problem problem = refusal(channel.request(question(), DEADLINE));
                assertThat(problem.kind())
                        .isIn(Set.of(Problem.Kind.BROKEN, Problem.Kind.TIMEOUT, Problem.Kind.NO_HANDLER));
                assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start))
                        .isLessThan(DEADLINE.toMillis() + SLACK_MILLIS);
            }

            second = child(there, here);
            Awaitility.await().atMost(PATIENCE).ignoreExceptions().until(() -> get(channel.request(
                            question(), DEADLINE))
                    .tree()
                    .asText()
                    .equals("pong"));
        } finally {
            first.destroyForcibly();
            if (second != null) {
                second.destroyForcibly();
            }
            get(vertx.close());
        }
    }

    /** The child: handles {@code echo} and says when it is ready. */
    public static void main(String[] ports) throws Exception {
        Vertx vertx = get(join(Integer.parseInt(ports[0]), Integer.parseInt(ports[1])));
        get(bus(vertx, "answers").compose(bus -> bus.channel("echo")
                .handle("echo", (message, work) -> Future.succeededFuture(message.reply("pong")))));
        System.out.println("ready");
    }

    private static Future<Vertx> join(int port, int other) {
        return ClusteredVertx.open(
                new VertxOptions(), ClusterOptions.loopback(port, List.of("127.0.0.1:" + port, "127.0.0.1:" + other)));
    }

    private static Future<Bus> bus(Vertx vertx, String node) {
        EventBusTransport transport = new EventBusTransport();
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        BusSetup setup = new BusSetup(
                node,
                List.of(Specs.contract(List.of(Specs.pointToPoint("echo").build()))),
                List.of(transport),
                Optional.empty(),
                meters);
        return transport
                .open(new TransportContext(vertx, node, Section.empty("vertx"), meters))
                .compose(open -> Bus.open(vertx, setup));
    }

    private static Process child(int port, int other) throws IOException {
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledNodeIT.class.getName(),
                        Integer.toString(port),
                        Integer.toString(other))
                .redirectErrorStream(true)
                .start();
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8));
        String line = lines.readLine();
        while (line != null && !line.equals("ready")) {
            line = lines.readLine();
        }
        assertThat(line).as("the child is ready").isNotNull();
        return child;
    }

    private static Message question() {
        return Message.of("ask", "ping");
    }

    private static Problem refusal(Future<?> call) throws Exception {
        try {
            get(call);
        } catch (ProblemException refused) {
            return refused.problem();
        }
        throw new AssertionError("not refused");
    }

    private static <T> T get(Future<T> future) throws Exception {
        return future.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    /** Two different ones. */
    private static int[] freePorts() throws IOException {
        try (ServerSocket one = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return new int[] {one.getLocalPort(), other.getLocalPort()};
        }
    }
}
