package dev.busway.postgres;

import dev.busway.bus.Gather;
import dev.busway.bus.Outcome;
import dev.busway.bus.Problem.Kind;
import dev.busway.bus.Registration;
import dev.busway.bus.Style;
import dev.busway.bus.registry.Responders;
import dev.busway.bus.transport.Carrier;
import dev.busway.bus.transport.Feature;
import dev.busway.bus.transport.Features;
import dev.busway.bus.transport.Receiver;
import dev.busway.bus.transport.Transport;
import dev.busway.bus.transport.TransportContext;
import dev.busway.contract.ChannelSpec;
import dev.busway.message.Message;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A durable log in memory, one for several nodes: remembers what it took, hands it to who subscribed, fails as it is told. */
final class FakeTransport implements Transport {
    /** What happens to one message: a failed or late future, or a refusal; {@link #TAKEN} takes it. */
    @FunctionalInterface
    interface Fault {
        Future<Outcome> on(Sent sent);
    }

    static final Fault TAKEN = sent -> Future.succeededFuture(Outcome.delivered());

    record Sent(String channel, Style style, Message message) {
        String id() {
            return message.id();
        }

        String key() {
            return message.key().orElse("");
        }
    }

    final List<Sent> log = Collections.synchronizedList(new ArrayList<>());
    private final Map<String, Receiver> receivers = new ConcurrentHashMap<>();
    volatile Fault fault = TAKEN;

    List<String> ids() {
        synchronized (log) {
            return log.stream().map(Sent::id).toList();
        }
    }

    List<Sent> on(String channel) {
        synchronized (log) {
            return log.stream().filter(sent -> sent.channel().equals(channel)).toList();
        }
    }

    @Override
    public String name() {
        return "fake";
    }

    @Override
    public Future<Void> open(TransportContext context) {
        return Future.succeededFuture();
    }

    @Override
    public Features features() {
        return Features.of(Feature.DURABLE, Feature.ORDERED);
    }

    @Override
    public Future<Carrier> carrier(ChannelSpec channel) {
        return Future.succeededFuture(new FakeCarrier(channel.address()));
    }

    @Override
    public Future<Void> close() {
        return Future.succeededFuture();
    }

    private final class FakeCarrier implements Carrier {
        private final String address;

        FakeCarrier(String address) {
            this.address = address;
        }

        @Override
        public Future<Outcome> send(Message message) {
            return take(new Sent(address, Style.SEND, message));
        }

        @Override
        public Future<Outcome> publish(Message message) {
            return take(new Sent(address, Style.PUBLISH, message));
        }

        private Future<Outcome> take(Sent sent) {
            return fault.on(sent).map(outcome -> {
                if (outcome.problem() == null) {
                    log.add(sent);
                    Receiver receiver = receivers.get(address);
                    if (receiver != null) {
                        receiver.receive(sent.message());
                    }
                }
                return outcome;
            });
        }

        @Override
        public Future<Outcome> request(Message message) {
            return Future.succeededFuture(Outcome.refused(Kind.INVALID, "no requests", ""));
        }

        @Override
        public Future<Outcome> gather(Message message, Gather rule, Responders known) {
            return request(message);
        }

        @Override
        public Future<Registration> subscribe(String group, Receiver receiver) {
            receivers.put(address, receiver);
            return Future.succeededFuture(() -> {
                receivers.remove(address, receiver);
                return Future.succeededFuture();
            });
        }

        @Override
        public Future<Registration> tap(Receiver receiver) {
            return Future.succeededFuture(Future::succeededFuture);
        }
    }
}
