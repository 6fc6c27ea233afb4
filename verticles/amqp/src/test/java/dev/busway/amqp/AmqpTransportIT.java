package dev.busway.amqp;

import dev.busway.bus.transport.TransportContext;
import dev.busway.config.Section;
import dev.busway.contract.ChannelSpec;
import dev.busway.testkit.TestArtemis;
import dev.busway.testkit.conformance.TransportNode;
import dev.busway.testkit.conformance.TransportSuite;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.amqp.AmqpClient;
import io.vertx.amqp.AmqpClientOptions;
import io.vertx.amqp.AmqpMessage;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

class AmqpTransportIT extends TransportSuite {
    private final List<Vertx> vertxes = new ArrayList<>();

    @Override
    protected TransportNode open(String name) {
        Vertx vertx = Vertx.vertx();
        vertxes.add(vertx);
        AmqpTransport transport = new AmqpTransport();
        Section config = new Section("amqp", Node.settings(TestArtemis.url(), Map.of()));
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        await(transport.open(new TransportContext(vertx, name, config, meters)));
        return new TransportNode(vertx, transport, meters);
    }

    @Override
    protected Optional<Runnable> brokerRestart() {
        return TestArtemis.own().map(broker -> broker::restart);
    }

    @Override
    protected Optional<Runnable> connectionReset() {
        return TestArtemis.own().map(broker -> broker::resetConnections);
    }

    @Override
    protected void closeRest() {
        vertxes.forEach(vertx -> await(vertx.close()));
    }

    @Override
    protected void injectGarbage(TransportNode from, ChannelSpec channel) {
        URI broker = URI.create(TestArtemis.url());
        AmqpClient stranger = AmqpClient.create(
                from.vertx(), new AmqpClientOptions().setHost(broker.getHost()).setPort(broker.getPort()));
        await(stranger.createSender(channel.address())
                .compose(sender -> sender.sendWithAck(AmqpMessage.create()
                        .withBufferAsBody(Buffer.buffer("\0garbage"))
                        .build())));
        await(stranger.close());
    }
}
