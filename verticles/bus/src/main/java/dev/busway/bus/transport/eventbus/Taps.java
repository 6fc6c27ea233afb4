package dev.busway.bus.transport.eventbus;

import dev.busway.bus.Registration;
import dev.busway.bus.registry.GroupDirectory;
import dev.busway.bus.transport.Receiver;
import dev.busway.codec.FrameCodec;
import dev.busway.message.Message;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Copies of one channel's messages for streams: one consumer per node while anybody here looks, none else. */
final class Taps {
    private final Vertx vertx;
    private final Addresses addresses;
    private final GroupDirectory directory;
    private final List<Receiver> receivers = new CopyOnWriteArrayList<>();
    private @Nullable MessageConsumer<Message> consumer;
    private Future<Void> ready = Future.succeededFuture();

    Taps(Vertx vertx, Addresses addresses, GroupDirectory directory) {
        this.vertx = vertx;
        this.addresses = addresses;
        this.directory = directory;
    }

    void publish(Message message) {
        if (directory.groups(addresses.channel().address()).contains(Addresses.TAP)) {
            vertx.eventBus().publish(addresses.tap(), message);
        }
    }

    synchronized Future<Registration> add(Receiver receiver) {
        receivers.add(receiver);
        if (consumer == null) {
            MessageConsumer<Message> opened = vertx.eventBus().consumer(addresses.tap(), came -> copy(came.body()));
            consumer = opened;
            ready = opened.completion()
                    .compose(done -> directory.join(addresses.channel().address(), Addresses.TAP, 0));
        }
        return ready.map(done -> () -> remove(receiver));
    }

    private synchronized Future<Void> remove(Receiver receiver) {
        receivers.remove(receiver);
        MessageConsumer<Message> open = consumer;
        if (open == null || !receivers.isEmpty()) {
            return Future.succeededFuture();
        }
        consumer = null;
        return directory.leave(addresses.channel().address(), Addresses.TAP, 0).eventually(open::unregister);
    }

    private void copy(Message message) {
        if (FrameCodec.malformed(message).isEmpty()) {
            receivers.forEach(receiver -> receiver.receive(message));
        }
    }
}
