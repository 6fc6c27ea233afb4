package dev.busway.rabbitmq;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
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

class RabbitTransportIT extends TransportSuite {
    private final List<Vertx> vertxes = new ArrayList<>();

    TestBroker broker() {
        return TestBroker.shared();
    }

    @Override
    protected TransportNode open(String name) {
        Vertx vertx = Vertx.vertx();
        vertxes.add(vertx);
        RabbitTransport transport = new RabbitTransport();
        // Where a move may break the order, none happens but those that a rule asks for.
        String balance = broker().givesBackFirst() ? "200ms" : "5m";
        Section config = new Section("rabbitmq", Map.of("uri", broker().uri(), "balanceEvery", balance));
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        await(transport.open(new TransportContext(vertx, name, config, meters)));
        return new TransportNode(vertx, transport, meters);
    }

    @Override
    protected boolean keepsOrderOfMovedShards() {
        return broker().givesBackFirst();
    }

    @Override
    protected Optional<Runnable> brokerRestart() {
        return broker().restart();
    }

    @Override
    protected Optional<Runnable> connectionReset() {
        return broker().reset();
    }

    @Override
    protected void closeRest() {
        vertxes.forEach(vertx -> await(vertx.close()));
    }

    @Override
    protected void injectGarbage(TransportNode from, ChannelSpec channel) {
        ConnectionFactory factory = new ConnectionFactory();
        try {
            factory.setUri(broker().uri());
            try (Connection connection = factory.newConnection();
                    Channel stranger = connection.createChannel()) {
                stranger.confirmSelect();
                stranger.basicPublish(channel.address(), "0", true, null, "\0garbage".getBytes(UTF_8));
                stranger.waitForConfirmsOrDie(30_000);
            }
        } catch (Exception failed) {
            throw new AssertionError(failed);
        }
    }
}
