package dev.busway.bench.waiters;

import dev.busway.bench.ChildJvm;
import dev.busway.bench.Duel;
import dev.busway.bench.Race;
import dev.busway.bench.fleet.Ports;
import dev.busway.testkit.TestPostgres;
import dev.busway.testkit.embedded.EmbeddedPostgres;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.WebSocketClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * How soon those who wait for an operation at one node's door are told of its end when the other node commits it: two nodes of
 * one cluster, a JVM each, on one PostgreSQL. This JVM is the one that commits, and those who wait.
 */
public final class WaitersRace implements Race {
    /** Operations at once: few, since the machine is to be idle. */
    private static final int WALKS = 8;

    private static final long STUCK_SECONDS = 60;
    private static final List<String> JVM = List.of("-Xms512m", "-Xmx512m", "-XX:+UseSerialGC");

    @Override
    public int fewestRounds() {
        return 1;
    }

    @Override
    public String run(Duel.Settings settings) throws Exception {
        List<Integer> ports = Ports.free(2);
        int here = ports.get(0);
        int there = ports.get(1);
        try (EmbeddedPostgres postgres = EmbeddedPostgres.temporary()) {
            TestPostgres database = new TestPostgres(
                            EmbeddedPostgres.HOST,
                            postgres.port(),
                            EmbeddedPostgres.DATABASE,
                            EmbeddedPostgres.USER,
                            EmbeddedPostgres.PASSWORD)
                    .fresh();
            Gates gates = new Gates();
            try (WaitersNode commits = WaitersNode.open("commits", database, here, there)) {
                commits.handle(gates);
                List<String> words = List.of(url(database), Integer.toString(there), Integer.toString(here));
                try (ChildJvm door = ChildJvm.start(WaitersNode.class, JVM, words)) {
                    return race(settings, gates, Integer.parseInt(door.word(0)));
                }
            }
        }
    }

    private static String race(Duel.Settings settings, Gates gates, int port) throws Exception {
        // Not the node's own loop: who waits is somebody else.
        Vertx outside = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
        HttpClient client =
                outside.createHttpClient(new HttpClientOptions(), new PoolOptions().setHttp1MaxSize(3 * WALKS));
        // Closed at the end and so held until then: a client that nobody refers to is collected, and its sockets close
        // with it.
        WebSocketClient sockets = outside.createWebSocketClient();
        List<Walk> walks = new ArrayList<>();
        for (int i = 0; i < WALKS; i++) {
            walks.add(WaitersNode.await(Walk.open(outside, client, sockets, port, "walk-" + i, gates)));
        }
        walk(walks, outside, settings.warmUp());
        Told all = new Told();
        for (int round = 1; round <= settings.rounds(); round++) {
            Told told = walk(walks, outside, settings.round());
            System.out.println("round " + round + "/" + settings.rounds() + "   " + told.operations() + " operations   "
                    + told.line());
            all.add(told);
        }
        WaitersNode.await(sockets.close());
        System.out.println("all         " + all.operations() + " operations   " + all.line());
        return all.last();
    }

    private static Told walk(List<Walk> walks, Vertx outside, Duration length) throws Exception {
        Told told = new Told();
        long end = System.nanoTime() + length.toNanos();
        Future<?> walked = Future.future(done -> outside.getOrCreateContext().runOnContext(go -> Future.all(
                        walks.stream().map(walk -> walk.until(end, told)).toList())
                .<Object>mapEmpty()
                .onComplete(done)));
        walked.toCompletionStage().toCompletableFuture().get(length.toSeconds() + STUCK_SECONDS, TimeUnit.SECONDS);
        return told;
    }

    private static String url(TestPostgres database) {
        return "postgresql://" + database.user() + ":" + database.password() + "@" + database.host() + ":"
                + database.port() + "/" + database.database();
    }
}
