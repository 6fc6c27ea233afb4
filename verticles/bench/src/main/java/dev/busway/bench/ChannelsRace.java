package dev.busway.bench;

import dev.busway.bus.Bus;
import dev.busway.bus.Channel;
import dev.busway.config.Section;
import dev.busway.message.Message;
import dev.busway.testkit.embedded.EmbeddedArtemis;
import dev.busway.testkit.embedded.RabbitServer;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Keyed, durable messages of 200 B over RabbitMQ and over Artemis: sent and confirmed through a channel, and handled by its group,
 * against each broker's bare client on a queue of its own. Both sides run in this process, by turns.
 */
final class ChannelsRace implements Race {
    private static final int SIZE = 200;
    private static final int CONCURRENCY = 64;

    @Override
    public String run(Duel.Settings settings) throws Exception {
        Map<String, Double> ratios = new LinkedHashMap<>();
        Map<String, Double> beside = new LinkedHashMap<>();
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
        try (RabbitServer server = RabbitServer.temporary();
                EmbeddedArtemis artemis = EmbeddedArtemis.temporary();
                BareRabbit bareRabbit = new BareRabbit(vertx, server.uri());
                BareAmqp bareAmqp = new BareAmqp(vertx, EmbeddedArtemis.HOST, artemis.port())) {
            Section rabbitmq = new Section("rabbitmq", Map.of("uri", server.uri()));
            new Side(vertx, settings, "rabbitmq", "bench.rabbitmq", rabbitmq, bareRabbit).race(ratios, beside);
            Section amqp = new Section("amqp", Map.of("host", EmbeddedArtemis.HOST, "port", artemis.port()));
            new Side(vertx, settings, "amqp", "bench.amqp", amqp, bareAmqp).race(ratios, beside);
        }
        return LastLine.of("channels", ratios, beside);
    }

    /** One broker's part of the race. */
    private record Side(
            Vertx vertx, Duel.Settings settings, String transport, String address, Section section, BareBroker bare) {
        void race(Map<String, Double> ratios, Map<String, Double> beside) throws Exception {
            JsonObject payload = Payloads.ofBytes(SIZE);
            String queue = address + ".bare";
            bare.declare(queue);
            Bus bus = BusRace.await(BenchBus.open(vertx, "bench", Map.of(transport, section)));
            Channel channel = bus.channel(address);
            Arm ours = () -> channel.send(Message.of("bench.Order", payload));
            Arm peer = bare.producer(queue, payload.toBuffer().getBytes());
            Duel duel = new Duel(vertx.getOrCreateContext(), settings, Bench::cpuNanos, System.out);
            QueueLegs legs = new QueueLegs(vertx, settings);
            Duel.Leg drained = legs.ours(channel, ours);
            Duel.Leg drainedBare = legs.bare(bare, queue, peer);
            keep("Consume", duel.fight(transport + " consume", drained, drainedBare), ratios, beside);
            keep("Produce", duel.fight(transport + " produce", CONCURRENCY, ours, peer), ratios, beside);
        }

        private void keep(String what, Verdict verdict, Map<String, Double> ratios, Map<String, Double> beside) {
            ratios.put(transport + what, verdict.ratio(Sample::perSecond));
            beside.put(transport + what + "Cpu", verdict.ratio(Sample::cpuNanosPerCall));
        }
    }
}
