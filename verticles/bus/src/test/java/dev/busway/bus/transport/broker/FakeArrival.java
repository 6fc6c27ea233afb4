package dev.busway.bus.transport.broker;

import dev.busway.bus.Outcome;
import dev.busway.message.Message;
import io.vertx.core.Future;
import java.util.Map;
import java.util.function.Consumer;

/** A delivery without a broker: who gave it hears when it may be acknowledged. */
record FakeArrival(Shard shard, Message message, Consumer<Message> onEnd) implements Arrival {
    @Override
    public Incoming incoming() {
        return new Incoming.Event(message);
    }

    @Override
    public void ended() {
        onEnd.accept(message);
    }

    @Override
    public Future<Outcome> forward(String address, Map<String, String> headers) {
        return Future.failedFuture(new AssertionError("it can be read: nothing is forwarded here"));
    }

    @Override
    public String place() {
        return "p";
    }
}
