package dev.busway.testkit;

import dev.busway.bus.transport.TransportContext;
import dev.busway.bus.transport.eventbus.EventBusTransport;
import dev.busway.config.Section;
import dev.busway.contract.ChannelSpec;
import dev.busway.testkit.cluster.LocalCluster;
import dev.busway.testkit.conformance.TransportNode;
import dev.busway.testkit.conformance.TransportSuite;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.json.JsonArray;

/** The event bus of a two-node cluster passes the suite. */
class EventBusTransportIT extends TransportSuite {
    private final LocalCluster cluster = LocalCluster.start(2);

    @Override
    protected TransportNode open(String name) {
        Vertx vertx = cluster.node(name.equals("n1") ? 0 : 1);
        EventBusTransport transport = new EventBusTransport();
        await(transport.open(new TransportContext(vertx, name, Section.empty("vertx"), new SimpleMeterRegistry())));
        return new TransportNode(vertx, transport);
    }

    @Override
    protected void closeRest() {
        cluster.close();
    }

    @Override
    protected void injectGarbage(TransportNode from, ChannelSpec channel) {
        from.vertx().eventBus().send(channel.address(), new JsonArray().add("garbage"));
        from.vertx().eventBus().send(channel.address(), 42L);
        from.vertx()
                .eventBus()
                .send(
                        channel.address(),
                        "text",
                        new DeliveryOptions().addHeader("ce-id", "x").addHeader("ce-type", ""));
    }
}
