package dev.busway.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.busway.bus.Bus;
import dev.busway.bus.BusSetup;
import dev.busway.bus.Problem;
import dev.busway.bus.ProblemMessage;
import dev.busway.bus.transport.TransportContext;
import dev.busway.bus.transport.eventbus.EventBusTransport;
import dev.busway.codec.FrameCodec;
import dev.busway.codec.MessageFrameCodec;
import dev.busway.config.Section;
import dev.busway.message.Message;
import dev.busway.testkit.cluster.LocalCluster;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.MessageCodec;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class MalformedFrameIT {
    @Test
    void a_frame_that_cannot_be_read_is_answered_as_invalid() throws Exception {
        try (LocalCluster cluster = LocalCluster.start(2)) {
            handleOn(cluster.node(1));
            Vertx stranger = cluster.node(0);
            stranger.eventBus().registerCodec(new FakeFrameCodec());

            Message answer = stranger.eventBus()
                    .<Message>request(
                            "garbled",
                            Buffer.buffer("not a frame"),
                            new DeliveryOptions().setCodecName(MessageFrameCodec.NAME))
                    .await(30, TimeUnit.SECONDS)
                    .body();

            Problem problem = ProblemMessage.decode(answer);
            assertThat(problem.kind()).isEqualTo(Problem.Kind.INVALID);
            assertThat(problem.cause()).contains("version");
        }
    }

    private static void handleOn(Vertx vertx) throws Exception {
        EventBusTransport transport = new EventBusTransport();
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        transport
                .open(new TransportContext(vertx, "n2", Section.empty("vertx"), meters))
                .compose(open -> Bus.open(
                        vertx,
                        new BusSetup(
                                "n2",
                                List.of(Specs.contract(
                                        List.of(Specs.pointToPoint("garbled").build()))),
                                List.of(transport),
                                Optional.empty(),
                                meters)))
                .compose(bus -> bus.channel("garbled").handle("h", (message, work) -> Future.succeededFuture(message)))
                .await(30, TimeUnit.SECONDS);
    }

    /** Speaks under our codec's name and writes what is no frame; reads real ones. */
    private static final class FakeFrameCodec implements MessageCodec<Buffer, Message> {
        @Override
        public void encodeToWire(Buffer buffer, Buffer garbage) {
            buffer.appendBuffer(garbage);
        }

        @Override
        public Message decodeFromWire(int pos, Buffer buffer) {
            return FrameCodec.decode(buffer, pos, buffer.length());
        }

        @Override
        public Message transform(Buffer garbage) {
            throw new UnsupportedOperationException("only between nodes");
        }

        @Override
        public String name() {
            return MessageFrameCodec.NAME;
        }

        @Override
        public byte systemCodecID() {
            return -1;
        }
    }
}
