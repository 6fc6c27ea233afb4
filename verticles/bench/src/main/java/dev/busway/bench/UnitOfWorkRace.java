package dev.busway.bench;

import dev.busway.testkit.TestPostgres;
import dev.busway.testkit.embedded.EmbeddedPostgres;
import dev.busway.testkit.embedded.FaultProxy;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A handler with two statements of its own, with inbox, one outgoing message and a stored reply, against the same as seven
 * statements, one after the other. Each side has one connection, as one shard has; ours sends the message too, and strikes it out.
 */
final class UnitOfWorkRace implements Race {
    /** Enough to wait while a transaction is full. */
    private static final int BACKLOG = 64;

    private static final Duration EACH_WAY = Duration.ofMillis(1);

    @Override
    public String run(Duel.Settings settings) throws Exception {
        Map<String, Double> ratios = new LinkedHashMap<>();
        Map<String, Double> beside = new LinkedHashMap<>();
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
        Context context = vertx.getOrCreateContext();
        try (EmbeddedPostgres server = EmbeddedPostgres.temporary();
                FaultProxy network = FaultProxy.to(EmbeddedPostgres.HOST, server.port())) {
            network.delay(EACH_WAY);
            warm(vertx, context, server.port(), settings.warmUp());
            Duel duel = new Duel(context, settings, Bench::cpuNanos, System.out);
            Sides near = Sides.open(vertx, database(server.port()));
            Verdict single = duel.fight("single", 1, near.ours(), near.peer());
            Verdict backlog = duel.fight(
                    "backlog",
                    length -> Duel.run(context, near.ours(), BACKLOG, length, Bench::cpuNanos),
                    length -> Duel.run(context, near.peer(), 1, length, Bench::cpuNanos));
            Sides far = Sides.open(vertx, database(network.port()));
            Verdict remote = duel.fight("network", 1, far.ours(), far.peer());
            ratios.put("single", single.ratio(Sample::perSecond));
            ratios.put("backlog", backlog.ratio(Sample::perSecond));
            ratios.put("network", remote.ratio(Sample::perSecond));
            beside.put("singleCpu", single.ratio(Sample::cpuNanosPerCall));
            beside.put("backlogCpu", backlog.ratio(Sample::cpuNanosPerCall));
            near.close();
            far.close();
        }
        return LastLine.of("unitofwork", ratios, beside);
    }

    /** So many calls that their code is compiled: on a database of their own, which waits for no disk. */
    private static void warm(Vertx vertx, Context context, int port, Duration length) throws Exception {
        TestPostgres database = database(port);
        database.execute("alter database " + database.database() + " set synchronous_commit = off");
        Sides sides = Sides.open(vertx, database);
        for (int concurrency : new int[] {1, BACKLOG}) {
            Duel.run(context, sides.ours(), concurrency, length, Bench::cpuNanos);
        }
        Duel.run(context, sides.peer(), 1, length, Bench::cpuNanos);
        sides.close();
    }

    private static TestPostgres database(int port) {
        return new TestPostgres(
                        EmbeddedPostgres.HOST,
                        port,
                        EmbeddedPostgres.DATABASE,
                        EmbeddedPostgres.USER,
                        EmbeddedPostgres.PASSWORD)
                .fresh();
    }

    /** Both, on a database of their own. */
    private record Sides(WorkArm ours, SevenStatements peer) {
        void close() throws Exception {
            BusRace.await(ours.close());
            BusRace.await(peer.close());
        }

        static Sides open(Vertx vertx, TestPostgres database) throws Exception {
            SevenStatements peer = BusRace.await(SevenStatements.connect(vertx, database));
            return new Sides(BusRace.await(WorkArm.open(vertx, database)), peer);
        }
    }
}
