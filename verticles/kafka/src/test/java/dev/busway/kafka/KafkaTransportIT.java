package dev.busway.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.busway.bus.transport.TransportContext;
import dev.busway.config.Section;
import dev.busway.contract.ChannelSpec;
import dev.busway.testkit.conformance.TransportNode;
import dev.busway.testkit.conformance.TransportSuite;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
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
    private @Nullable ProxiedKafka kafka;

    @Override
    protected TransportNode open(String name) {
        Vertx vertx = Vertx.vertx();
        vertxes.add(vertx);
        KafkaTransport transport = new KafkaTransport();
        Map<String, Object> settings = Map.of(
                "bootstrap",
                bootstrap(),
                "commitEvery",
                "50ms",
                "session",
                "6s",
                "handover",
                "1s",
                // Each rule has groups of its own, whose members wait for one another.
                "properties",
                Map.of("heartbeat.interval.ms", 200));
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        await(transport.open(new TransportContext(vertx, name, new Section("kafka", settings), meters)));
        return new TransportNode(vertx, transport, meters);
    }

    String bootstrap() {
        ProxiedKafka running = kafka;
        if (running == null) {
            running = ProxiedKafka.start();
            kafka = running;
        }
        return running.bootstrap();
    }

    @Override
    protected Optional<Runnable> brokerRestart() {
        return Optional.ofNullable(kafka).map(running -> running::killAndRestart);
    }

    @Override
    protected Optional<Runnable> connectionReset() {
        return Optional.ofNullable(kafka).map(running -> running::resetConnections);
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
                    .get(30, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException failed) {
            throw new AssertionError(failed);
        }
    }
}
