package dev.busway.node.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes as they are shipped, as processes of their own. */
class NodeIT {
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

    private final NodeFolder nodes;

    NodeIT(@TempDir Path folder) throws IOException {
        this.nodes = NodeFolder.at(folder);
    }

    @Test
    void what_is_in_flight_is_answered_before_sigterm_ends_a_node() throws Exception {
        try (ChildNode node = nodes.alone("slow")) {
            node.ready();
            List<CompletableFuture<HttpResponse<String>>> asked = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                asked.add(node.askAndHold("q" + i));
            }
            await().atMost(LONGEST_WAIT).until(() -> inFlight(node) >= 20);

            node.terminate();
            await().atMost(LONGEST_WAIT).until(() -> node.output().contains("node drains"));
            nodes.release("slow");

            for (CompletableFuture<HttpResponse<String>> answer : asked) {
                assertThat(answer.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
            }
            assertThat(node.exitCode()).isZero();
            assertThat(node.output()).contains("ended=\"CLEAN\"");
        }
    }

    @Test
    void a_signal_that_a_wrapper_passes_on_once_more_cuts_nothing() throws Exception {
        try (ChildNode node = nodes.alone("slow")) {
            node.ready();
            CompletableFuture<HttpResponse<String>> asked = node.askAndHold("q");
            await().atMost(LONGEST_WAIT).until(() -> inFlight(node) >= 1);

            node.terminate();
            await().atMost(LONGEST_WAIT).until(() -> node.output().contains("node drains"));
            node.terminate();
            nodes.release("slow");

            assertThat(asked.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
            assertThat(node.exitCode()).isZero();
        }
    }

    @Test
    void requests_fail_typed_when_a_member_dies_and_then_succeed_again() throws Exception {
        List<Integer> ports = ChildNode.freePorts(3);
        try (ChildNode door = nodes.door("door", ports.get(0), ports).ready();
                ChildNode one = nodes.worker("one", ports.get(1), ports);
                ChildNode two = nodes.worker("two", ports.get(2), ports)) {
            one.ready();
            two.ready();
            Set<String> seen = new HashSet<>();
            await().atMost(LONGEST_WAIT)
                    .untilAsserted(() -> assertThat(answering(door, seen)).contains("one", "two"));

            two.kill();

            for (int i = 0; i < 40; i++) {
                long begun = System.nanoTime();
                HttpResponse<String> answer = door.ask("q" + i).get(30, TimeUnit.SECONDS);
                // The operation's timeout is 3 s; the rest is this machine's.
                assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(25));
                if (answer.statusCode() != 200) {
                    assertThat(answer.statusCode()).isIn(500, 503, 504);
                    assertThat(answer.body()).contains("\"code\":\"BW-");
                }
            }
            await().atMost(LONGEST_WAIT).until(() -> allByOne(door));
        }
    }

    @Test
    void who_offers_a_service_is_known_at_every_door_until_it_ends_or_dies() throws Exception {
        List<Integer> ports = ChildNode.freePorts(3);
        try (ChildNode door = nodes.door("door", ports.get(0), ports).ready();
                ChildNode one = nodes.worker("one", ports.get(1), ports);
                ChildNode two = nodes.worker("two", ports.get(2), ports)) {
            one.ready();
            two.ready();
            await().atMost(LONGEST_WAIT).until(() -> offering(door), Set.of("door", "one", "two")::equals);

            one.terminate();
            await().atMost(LONGEST_WAIT).until(() -> offering(door), Set.of("door", "two")::equals);

            two.kill();
            await().atMost(LONGEST_WAIT).until(() -> offering(door), Set.of("door")::equals);
        }
    }

    /** Nodes that offer a service, as this door knows it. */
    private static Set<String> offering(ChildNode door) {
        JsonNode told = Verbs.on(door, "services", "--json").json();
        Set<String> names = new HashSet<>();
        told.path("services").forEach(one -> names.add(one.path("node").asText()));
        return names;
    }

    @Test
    void an_unknown_setting_ends_the_start_and_names_the_nearest() throws Exception {
        try (ChildNode node = start("node: {nmae: x}")) {
            assertThat(node.exitCode()).isEqualTo(2);
            assertThat(node.output())
                    .contains("busway: node.nmae is not a setting. Mend: did you mean node.name?")
                    .doesNotContain("\tat ");
        }
    }

    @Test
    void a_wrong_contract_ends_the_start_with_file_line_and_pointer() throws Exception {
        Path contract = nodes.folder().resolve("contracts/probe.yaml");
        Files.writeString(contract, Files.readString(contract).replace("action: receive", "action: recieve"));
        try (ChildNode node = start("http: {port: 0}")) {
            assertThat(node.exitCode()).isEqualTo(2);
            assertThat(node.output()).contains("probe.yaml:33").contains("/operations/askProbe/action");
        }
    }

    @Test
    void a_class_that_is_not_there_is_named_with_its_place() throws Exception {
        try (ChildNode node = start("http: {port: 0}\nverticles: [{class: dev.nobody.Absent}]")) {
            assertThat(node.exitCode()).isEqualTo(2);
            assertThat(node.output()).contains("verticles[0].class dev.nobody.Absent is not on the class path");
        }
    }

    @Test
    void a_port_that_is_taken_is_said_with_a_mend() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ChildNode node = start("http: {port: " + taken.getLocalPort() + "}")) {
            assertThat(node.exitCode()).isEqualTo(2);
            assertThat(node.output())
                    .contains(Integer.toString(taken.getLocalPort()))
                    .contains("Mend:");
        }
    }

    private ChildNode start(String yaml) throws IOException {
        return ChildNode.start(
                nodes.folder(), "run", "--conf", nodes.config("wrong", yaml).toString());
    }

    private static Set<String> answering(ChildNode node, Set<String> seen) throws Exception {
        String answer = node.ask("who").get(30, TimeUnit.SECONDS).body();
        for (String name : List.of("one", "two")) {
            if (answer.contains("\"" + name + "\"")) {
                seen.add(name);
            }
        }
        return seen;
    }

    /** Whether many in a row are answered by the member that is left. */
    private static boolean allByOne(ChildNode door) throws Exception {
        for (int i = 0; i < 40; i++) {
            if (!door.ask("again" + i).get(30, TimeUnit.SECONDS).body().contains("\"node\":\"one\"")) {
                return false;
            }
        }
        return true;
    }

    private static double inFlight(ChildNode node) {
        return Metrics.greatest(node.url(), "busway_in_flight", "probe.held");
    }
}
