package dev.busway.bench.outbox;

import dev.busway.bench.ChildJvm;
import io.debezium.engine.ChangeEvent;
import io.debezium.engine.DebeziumEngine;
import io.debezium.engine.Header;
import io.debezium.engine.format.Json;
import io.debezium.engine.format.KeyValueHeaderChangeEventFormat;
import io.debezium.engine.format.SimpleString;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/**
 * The peer: Debezium's embedded engine with its outbox event router, and a producer with acks=all as Debezium Server has it: a
 * batch is sent, its acknowledgements awaited, its position stored. In a JVM with a class path of its own, since it brings another
 * Kafka. Arguments: host, port, database, user and password of the database, bootstrap, then settings of the engine as
 * {@code name=value}.
 */
public final class DebeziumRelay implements ChildJvm.Part, DebeziumEngine.ChangeConsumer<ChangeEvent<String, String>> {
    private static final long LONGEST_STOP_SECONDS = 30;

    private final Properties settings = new Properties();
    private final Path offsets;
    private final KafkaProducer<String, String> producer;
    private @Nullable DebeziumEngine<ChangeEvent<String, String>> engine;
    private @Nullable Thread thread;

    private DebeziumRelay(String[] arguments) throws IOException {
        offsets = Files.createTempDirectory("bench-debezium").resolve("offsets");
        settings.putAll(Map.of(
                "name", "bench",
                "connector.class", "io.debezium.connector.postgresql.PostgresConnector",
                "offset.storage", "org.apache.kafka.connect.storage.FileOffsetBackingStore",
                "offset.storage.file.filename", offsets.toString(),
                "topic.prefix", "bench",
                "plugin.name", "pgoutput",
                "publication.autocreate.mode", "filtered",
                "table.include.list", "public." + DebeziumWriter.TABLE,
                "snapshot.mode", "no_data",
                "slot.drop.on.stop", "true"));
        settings.putAll(Map.of("converter.schemas.enable", "false", "header.converter.schemas.enable", "false"));
        settings.putAll(Map.of(
                "transforms", "outbox",
                "transforms.outbox.type", "io.debezium.transforms.outbox.EventRouter",
                "transforms.outbox.route.topic.replacement", DebeziumWriter.CHANNEL,
                "transforms.outbox.table.fields.additional.placement", "type:header:ce_type"));
        settings.putAll(Map.of(
                "database.hostname", arguments[0],
                "database.port", arguments[1],
                "database.dbname", arguments[2],
                "database.user", arguments[3],
                "database.password", arguments[4]));
        for (int i = 6; i < arguments.length; i++) {
            String[] setting = arguments[i].split("=", 2);
            settings.put(setting[0], setting[1]);
        }
        producer = new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        arguments[5],
                        ProducerConfig.ACKS_CONFIG,
                        "all",
                        ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                        true,
                        ProducerConfig.LINGER_MS_CONFIG,
                        0),
                new StringSerializer(),
                new StringSerializer());
    }

    public static void main(String[] arguments) throws Exception {
        ChildJvm.serve(new DebeziumRelay(arguments));
    }

    /** Begins anew: what was written while it was stopped is not its own. */
    @Override
    public void start() throws IOException {
        Files.deleteIfExists(offsets);
        DebeziumEngine<ChangeEvent<String, String>> built = DebeziumEngine.create(
                        KeyValueHeaderChangeEventFormat.of(SimpleString.class, SimpleString.class, Json.class))
                .using(settings)
                .using((succeeded, message, failure) -> {
                    if (!succeeded) {
                        System.err.println("debezium: " + message);
                    }
                })
                .notifying(this)
                .build();
        engine = built;
        Thread runs = new Thread(built, "debezium");
        runs.setDaemon(true);
        runs.start();
        thread = runs;
    }

    @Override
    public void stop() throws Exception {
        if (engine != null && thread != null) {
            engine.close();
            thread.join(TimeUnit.SECONDS.toMillis(LONGEST_STOP_SECONDS));
        }
    }

    @Override
    public void handleBatch(
            List<ChangeEvent<String, String>> events,
            DebeziumEngine.RecordCommitter<ChangeEvent<String, String>> committer)
            throws InterruptedException {
        List<Future<RecordMetadata>> sent = new ArrayList<>(events.size());
        for (ChangeEvent<String, String> event : events) {
            ProducerRecord<String, String> record =
                    new ProducerRecord<>(event.destination(), event.key(), event.value());
            for (Header<String> header : event.<String>headers()) {
                record.headers().add(header.getKey(), header.getValue().getBytes(StandardCharsets.UTF_8));
            }
            sent.add(producer.send(record));
        }
        for (int i = 0; i < events.size(); i++) {
            await(sent.get(i));
            committer.markProcessed(events.get(i));
        }
        committer.markBatchFinished();
    }

    private static void await(Future<RecordMetadata> acknowledged) throws InterruptedException {
        try {
            acknowledged.get();
        } catch (ExecutionException refused) {
            throw new IllegalStateException("Kafka refused a record: " + refused.getMessage(), refused);
        }
    }
}
