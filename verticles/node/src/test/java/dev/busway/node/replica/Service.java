package dev.busway.node.replica;

import dev.busway.bus.Bus;
import dev.busway.bus.BusSetup;
import dev.busway.bus.store.ReplicaDesk;
import dev.busway.bus.store.StoreContext;
import dev.busway.bus.transport.TransportContext;
import dev.busway.bus.transport.eventbus.EventBusTransport;
import dev.busway.config.Section;
import dev.busway.contract.ChannelSpec;
import dev.busway.kafka.KafkaTransport;
import dev.busway.message.Message;
import dev.busway.postgres.PostgresStore;
import dev.busway.postgres.replica.Replica;
import dev.busway.postgres.replica.Replicas;
import dev.busway.testkit.Specs;
import dev.busway.testkit.TestKafka;
import dev.busway.testkit.TestPostgres;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A node that knows one channel, on real Kafka, with a database of its own and a replica of it named {@code menus}. */
final class Service implements AutoCloseable {
    final Vertx vertx = Vertx.vertx();
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final Bus bus;
    private final KafkaTransport kafka = new KafkaTransport();
    private final PostgresStore store = new PostgresStore();
    private final ChannelSpec channel;

    Service(String name, ChannelSpec channel, TestPostgres database, List<Map<String, Object>> replicas) {
        this.channel = channel;
        Section settings = new Section("kafka", Map.of("bootstrap", TestKafka.bootstrap(), "commitEvery", "50ms"));
        await(kafka.open(new TransportContext(vertx, name, settings, meters)));
        EventBusTransport eventBus = new EventBusTransport();
        await(eventBus.open(new TransportContext(vertx, name, Section.empty("vertx"), meters)));
        Map<String, Object> section = new HashMap<>(database.section());
        section.put("replicas", replicas);
        await(store.open(new StoreContext(vertx, name, new Section("postgres", section), meters)));
        bus = await(Bus.open(
                vertx,
                new BusSetup(
                        name,
                        List.of(Specs.contract(List.of(channel))),
                        List.of(kafka, eventBus),
                        Optional.of(store),
                        meters)));
        await(store.start(bus));
    }

    static Service owner(ChannelSpec channel) {
        return new Service("owner", channel, TestPostgres.freshDatabase(), List.of());
    }

    static Service reader(String name, ChannelSpec channel, TestPostgres database) {
        return new Service(
                name,
                channel,
                database,
                List.of(Map.of("name", "menus", "channel", channel.address(), "deletes", List.of("menu.Closed"))));
    }

    void publish(Message event) {
        await(bus.channel(channel.address()).publish(event));
    }

    Replica menus() {
        return Replicas.of(vertx).replica("menus");
    }

    ReplicaDesk desk() {
        return store.replicas().orElseThrow();
    }

    /** The price that the replica has for a dish; -1: none. */
    int price(String key) {
        return await(menus().get(key))
                .flatMap(entry -> entry.value())
                .map(value -> value.path("price").asInt())
                .orElse(-1);
    }

    static <T> T await(Future<T> future) {
        try {
            return future.await(60, TimeUnit.SECONDS);
        } catch (TimeoutException late) {
            throw new AssertionError("not within 60 s", late);
        }
    }

    @Override
    public void close() {
        await(bus.drain());
        await(store.close());
        await(kafka.close());
        await(vertx.close());
    }
}
