package dev.busway.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.busway.bus.transport.TransportContext;
import dev.busway.config.Section;
import dev.busway.contract.ChannelSpec;
import dev.busway.testkit.conformance.TransportNode;
import dev.busway.testkit.conformance.TransportSuite;
import dev.busway.testkit.embedded.ChildKafka;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

class KafkaTransportIT extends TransportSuite {
    private final List<Vertx> vertxes = new ArrayList<>();
    private @Nullable ChildKafka kafka;

    @Override
    protected TransportNode open(String name) {
        Vertx vertx = Vertx.vertx();
        vertxes.add(vertx);
        KafkaTransport transport = new KafkaTransport();
        Section config = new Section("kafka", Map.of("bootstrap", bootstrap(), "commitEvery", "50ms"));
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        await(transport.open(new TransportContext(vertx, name, config, meters)));
        return new TransportNode(vertx, transport, meters);
    }

    String bootstrap() {
        return own().bootstrap();
    }

    /** A broker of its own, because rules kill it. */
    private ChildKafka own() {
        try {
            ChildKafka running = kafka;
            if (running == null) {
                running = ChildKafka.start(Files.createTempDirectory("busway-kafka"));
                kafka = running;
            }
            return running;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Override
    protected Optional<Runnable> brokerRestart() {
        ChildKafka running = kafka;
        return running == null ? Optional.empty() : Optional.of(() -> restart(running));
    }

    private static void restart(ChildKafka running) {
        running.kill();
        try {
            running.restart();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Override
    protected void closeRest() {
        vertxes.forEach(vertx -> await(vertx.close()));
        if (kafka != null) {
            kafka.close();
        }
    }

    @Override
    protected void injectGarbage(TransportNode from, ChannelSpec channel) {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrap()), new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(channel.address(), "\0garbage".getBytes(UTF_8)))
                    .get(10, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException failed) {
            throw new AssertionError(failed);
        }
    }
}
