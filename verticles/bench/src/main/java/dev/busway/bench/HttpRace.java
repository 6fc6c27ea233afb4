package dev.busway.bench;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** HTTP → channel → handler → reply with validation on, against a bare HTTP server that makes one event-bus request. */
final class HttpRace implements Race {
    private static final int SIZE = 200;
    static final List<String> JVM = List.of("-Xms512m", "-Xmx512m", "-XX:+UseSerialGC");

    @Override
    public String run(Duel.Settings settings) throws Exception {
        try (ChildJvm ours = ChildJvm.start(OurDoor.class, ours(settings), List.of());
                ChildJvm peer = ChildJvm.start(BareHttpDoor.class, JVM, List.of())) {
            Doors doors = new Doors(ours, "/channels/" + BusRace.OURS, peer, "200 ");
            return doors.race("http", settings, SIZE);
        }
    }

    /** The JVM of our server: the peer's, and a recording after the warm-up where one is wanted. */
    static List<String> ours(Duel.Settings settings) {
        return settings.recording().isEmpty()
                ? JVM
                : ChildJvm.recorded(JVM, settings.warmUp().multipliedBy(2));
    }

    /** Two servers and what to post to each. */
    record Doors(ChildJvm ours, String path, ChildJvm peer, String expected) {

        /** One caller at a time, then 64; the load comes from one event loop of this process. */
        String race(String name, Duel.Settings settings, int size) throws Exception {
            Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
            String body = Payloads.ofBytes(size).encode();
            Duel duel =
                    new Duel(vertx.getOrCreateContext(), settings, () -> ours.cpuNanos() + peer.cpuNanos(), System.out);
            Map<String, Double> ratios = new LinkedHashMap<>();
            Verdict many =
                    duel.fight(name + " c64", 64, caller(vertx, ours, path, body), caller(vertx, peer, "/", body));
            if (settings.recording().isPresent()) {
                ours.dump(settings.recording().get());
            }
            Verdict one = duel.fight(name + " c1", 1, caller(vertx, ours, path, body), caller(vertx, peer, "/", body));
            ratios.put("c1", one.ratio(Sample::perSecond));
            ratios.put("c64", many.ratio(Sample::perSecond));
            ratios.put("p99", many.ratio(Sample::p99Micros));
            return LastLine.of(
                    name,
                    ratios,
                    Map.of("cpuC64", many.ratio(Sample::cpuNanosPerCall), "p99C1", one.ratio(Sample::p99Micros)));
        }

        private Arm caller(Vertx vertx, ChildJvm server, String target, String body) {
            return new HttpCaller(vertx, "127.0.0.1", Integer.parseInt(server.word(0)), target, body, expected);
        }
    }
}
