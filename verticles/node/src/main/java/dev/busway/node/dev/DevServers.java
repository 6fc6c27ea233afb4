package dev.busway.node.dev;

import dev.busway.node.Failure;
import dev.busway.node.StartException;
import dev.busway.testkit.embedded.EmbeddedKafka;
import dev.busway.testkit.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A real Kafka and a real PostgreSQL for one node, with their data in a folder. Start and close block for seconds. */
public final class DevServers implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DevServers.class);

    private final EmbeddedKafka kafka;
    private final EmbeddedPostgres postgres;

    private DevServers(EmbeddedKafka kafka, EmbeddedPostgres postgres) {
        this.kafka = kafka;
        this.postgres = postgres;
    }

    /**
     * Starts both at once, on free ports.
     *
     * @param folder made when it is not there; what an earlier run left in it is there again
     * @throws StartException when one of them does not start; the other is stopped then
     */
    public static DevServers start(Path folder) throws InterruptedException {
        ExecutorService starters =
                Executors.newFixedThreadPool(2, starting -> new Thread(starting, "embedded servers"));
        try {
            Future<EmbeddedPostgres> postgres = starters.submit(
                    () -> EmbeddedPostgres.start(folder.resolve("postgres"), EmbeddedPostgres.ANY_PORT));
            Future<EmbeddedKafka> kafka =
                    starters.submit(() -> EmbeddedKafka.start(folder.resolve("kafka"), EmbeddedKafka.ANY_PORT));
            EmbeddedPostgres database = started("PostgreSQL", postgres, () -> closed(kafka));
            return new DevServers(started("Kafka", kafka, () -> closed(postgres)), database);
        } finally {
            starters.shutdown();
        }
    }

    /** What overrides a node's configuration so that it uses them. */
    public Map<String, String> environment() {
        return Map.of(
                "BUSWAY_KAFKA_BOOTSTRAP", kafka.bootstrap(),
                "BUSWAY_POSTGRES_HOST", EmbeddedPostgres.HOST,
                "BUSWAY_POSTGRES_PORT", Integer.toString(postgres.port()),
                "BUSWAY_POSTGRES_DATABASE", EmbeddedPostgres.DATABASE,
                "BUSWAY_POSTGRES_USER", EmbeddedPostgres.USER,
                "BUSWAY_POSTGRES_PASSWORD", EmbeddedPostgres.PASSWORD);
    }

    public String kafka() {
        return kafka.bootstrap();
    }

    public String postgres() {
        return "postgresql://" + EmbeddedPostgres.USER + "@" + EmbeddedPostgres.HOST + ":" + postgres.port() + "/"
                + EmbeddedPostgres.DATABASE;
    }

    /** After the node has ended. */
    @Override
    public void close() {
        close(kafka);
        close(postgres);
    }

    private static <T> T started(String what, Future<T> starting, Callable<?> otherwise) throws InterruptedException {
        try {
            return starting.get();
        } catch (ExecutionException failed) {
            try {
                otherwise.call();
            } catch (Exception alsoFailed) {
                failed.addSuppressed(alsoFailed);
            }
            throw new StartException(what + " for dev mode did not start: " + Failure.sentence(failed));
        }
    }

    private static Object closed(Future<? extends AutoCloseable> starting) throws Exception {
        AutoCloseable server = starting.get();
        server.close();
        return server;
    }

    private static void close(AutoCloseable server) {
        try {
            server.close();
        } catch (Exception stuck) {
            LOG.atWarn().addKeyValue("cause", stuck.toString()).log("embedded server not closed");
        }
    }
}
