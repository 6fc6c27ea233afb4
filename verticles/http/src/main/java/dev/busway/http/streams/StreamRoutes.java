package dev.busway.http.streams;

import dev.busway.bus.Bus;
import dev.busway.bus.Channel;
import dev.busway.bus.Problem;
import dev.busway.bus.ProblemException;
import dev.busway.http.door.Exchange;
import dev.busway.http.door.Intake;
import dev.busway.http.door.Routes;
import io.vertx.core.http.HttpMethod;

/** {@code GET /channels/{channel}/stream}: every message of a publish-subscribe channel from now on, as server-sent events. */
public final class StreamRoutes {
    private final Bus bus;
    private final Taps taps;
    private final EventStreams streams;

    public StreamRoutes(Bus bus, Taps taps, EventStreams streams) {
        this.bus = bus;
        this.taps = taps;
        this.streams = streams;
    }

    public void addTo(Routes routes) {
        routes.add(HttpMethod.GET, "/channels/{channel}/stream", Intake.OWN_BOUND, this::answer);
    }

    private void answer(Exchange exchange) {
        Channel channel;
        try {
            channel = bus.channel(exchange.parameter());
        } catch (ProblemException unknown) {
            exchange.refuse(unknown.problem());
            return;
        }
        Relay relay = new Relay();
        taps.join(channel, relay)
                .onComplete(joined -> exchange.onLoop(() -> {
                    if (joined.failed()) {
                        exchange.refuse(Problem.of(joined.cause()));
                        return;
                    }
                    streams.open(exchange)
                            .ifPresentOrElse(
                                    stream -> {
                                        stream.atEnd(joined.result()::leave);
                                        relay.to(stream);
                                    },
                                    joined.result()::leave);
                }));
    }

    /** Hands copies on once the stream stands: the client is promised what comes from its first byte on. */
    private static final class Relay implements Taps.Listener {
        private volatile Taps.Listener next = copy -> {};

        void to(EventStream stream) {
            next = copy -> stream.offer(copy.event());
        }

        @Override
        public void hear(Copy copy) {
            next.hear(copy);
        }
    }
}
