package dev.busway.bench.outbox;

import dev.busway.bench.ChildJvm;
import dev.busway.bench.Duel;
import dev.busway.bench.Race;
import dev.busway.testkit.TestPostgres;
import dev.busway.testkit.embedded.ChildKafka;
import dev.busway.testkit.embedded.EmbeddedPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;

/** Our relay's engines and Debezium's, as it comes and tuned: one after the other on one database server and one broker. */
public final class OutboxRace implements Race {
    /** The file with the peer's class path: it brings another Kafka, so it is not on ours. */
    private static final String PEER_CLASSPATH = "busway.bench.debezium";

    /** By name: what it is made of is not on our class path. */
    private static final String PEER = "dev.busway.bench.outbox.DebeziumRelay";

    private static final int PARTITIONS = 4;
    private static final int PER_SECOND = 500;
    private static final int BACKLOG = 100_000;
    private static final int SHORT_BACKLOG = 10_000;
    /** A session tells the server what it counted after ten idle seconds at the latest. */
    private static final Duration SETTLE = Duration.ofSeconds(11);

    private static final Duration IDLE = Duration.ofSeconds(10);
    private static final List<String> JVM = List.of("-Xms512m", "-Xmx512m", "-XX:+UseSerialGC");
    private static final List<String> TUNED =
            List.of("poll.interval.ms=5", "max.batch.size=8192", "max.queue.size=32768");

    @Override
    public int fewestRounds() {
        return 3;
    }

    @Override
    public int usualRounds() {
        return 3;
    }

    @Override
    public String run(Duel.Settings settings) throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.temporary();
                ChildKafka kafka = ChildKafka.temporary(List.of())) {
            createTopic(kafka.bootstrap());
            TestPostgres server = new TestPostgres(
                    EmbeddedPostgres.HOST,
                    postgres.port(),
                    EmbeddedPostgres.DATABASE,
                    EmbeddedPostgres.USER,
                    EmbeddedPostgres.PASSWORD);
            List<OutboxArm> arms = new ArrayList<>();
            try (Arrivals arrivals = new Arrivals(kafka.bootstrap(), OutboxNode.CHANNEL, PARTITIONS)) {
                for (Engine engine : engines()) {
                    arms.add(ours(engine, server.fresh(), kafka.bootstrap()));
                }
                arms.add(peer(OutboxTable.AS_IT_COMES, server.fresh(), kafka.bootstrap(), List.of()));
                arms.add(peer(OutboxTable.TUNED, server.fresh(), kafka.bootstrap(), TUNED));
                ArmRun.Pids pids = new ArmRun.Pids(postmaster(server), kafka.pid());
                ArmRun run = new ArmRun(server, arrivals, pids, size(settings));
                return OutboxTable.of(race(settings, arms, run), System.out);
            } finally {
                arms.forEach(OutboxArm::close);
            }
        }
    }

    /** Every round has every arm, forwards in even ones, backwards in odd ones. */
    private static Map<String, List<Figures>> race(Duel.Settings settings, List<OutboxArm> arms, ArmRun run)
            throws Exception {
        Map<String, List<Figures>> figures = new LinkedHashMap<>();
        for (OutboxArm arm : arms) {
            figures.put(arm.name(), new ArrayList<>());
            System.err.println("warming up: " + arm.name());
            run.warm(arm, settings.warmUp());
        }
        List<OutboxArm> order = new ArrayList<>(arms);
        for (int round = 1; round <= settings.rounds(); round++) {
            for (OutboxArm arm : order) {
                Figures seen = run.run(arm);
                figures.getOrDefault(arm.name(), new ArrayList<>()).add(seen);
                System.out.println(
                        "round " + round + "/" + settings.rounds() + "  " + OutboxTable.line(arm.name(), seen));
            }
            Collections.reverse(order);
        }
        return figures;
    }

    private static ArmRun.Size size(Duel.Settings settings) {
        return switch (settings.size()) {
            case FULL -> new ArmRun.Size(BACKLOG, PER_SECOND, settings.round(), SETTLE, IDLE);
            case SHORT ->
                new ArmRun.Size(
                        SHORT_BACKLOG, PER_SECOND, settings.round(), Duration.ofSeconds(1), Duration.ofSeconds(2));
        };
    }

    /** Those that the store knows. */
    private static List<Engine> engines() {
        try {
            Class.forName("dev.busway.postgres.RelayEngine");
            return List.of(Engine.values());
        } catch (ClassNotFoundException pollsOnly) {
            return List.of(Engine.POLL);
        }
    }

    private static OutboxArm ours(Engine engine, TestPostgres database, String bootstrap) {
        String url = "postgresql://" + database.user() + ":" + database.password() + "@" + database.host() + ":"
                + database.port() + "/" + database.database();
        ChildJvm relay = ChildJvm.start(OutboxNode.class, JVM, List.of(url, bootstrap, engine.name()));
        return new OutboxArm(engine.title(), database, new BuswayWriter(engine), relay);
    }

    private static OutboxArm peer(String name, TestPostgres database, String bootstrap, List<String> settings)
            throws Exception {
        String file = Optional.ofNullable(System.getProperty(PEER_CLASSPATH))
                .orElseThrow(() -> new IllegalStateException(
                        "nobody says where Debezium's class path stands. Mend: run it by scripts/bench outbox."));
        DebeziumWriter writer = new DebeziumWriter();
        List<String> arguments = new ArrayList<>(List.of(
                database.host(),
                Integer.toString(database.port()),
                database.database(),
                database.user(),
                database.password(),
                bootstrap));
        arguments.addAll(settings);
        ChildJvm relay = ChildJvm.start(PEER, Files.readString(Path.of(file)).trim(), JVM, arguments);
        OutboxArm arm = new OutboxArm(name, database, writer, relay);
        try (Connection connection = arm.connect()) {
            DebeziumWriter.createTable(connection);
        }
        return arm;
    }

    private static void createTopic(String bootstrap) throws Exception {
        try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap))) {
            admin.createTopics(List.of(new NewTopic(OutboxNode.CHANNEL, PARTITIONS, (short) 1)))
                    .all()
                    .get();
        }
    }

    /** The server's first process, which has started all others. */
    private static long postmaster(TestPostgres server) throws SQLException {
        try (Connection connection = DriverManager.getConnection(server.jdbcUrl(), server.user(), server.password());
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select pg_backend_pid()")) {
            row.next();
            return ProcessHandle.of(row.getLong(1))
                    .flatMap(ProcessHandle::parent)
                    .orElseThrow()
                    .pid();
        }
    }
}
