package dev.busway.http.streams;

import dev.busway.bus.Channel;
import dev.busway.bus.Outcome;
import dev.busway.bus.Registration;
import dev.busway.http.streams.Taps.Listener;
import dev.busway.message.Message;
import io.vertx.core.Future;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The copies of one channel's messages, handed to all who listen on this node. */
final class Tap {
    private static final Logger LOG = LoggerFactory.getLogger(Tap.class);

    private final String address;
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private final Future<Registration> registration;

    Tap(Channel channel) {
        this.address = channel.spec().address();
        this.registration = channel.tap(this::hear);
    }

    String address() {
        return address;
    }

    Future<Registration> ready() {
        return registration;
    }

    void add(Listener listener) {
        listeners.add(listener);
    }

    /** Whether that was the last one. */
    boolean remove(Listener listener) {
        return listeners.remove(listener) && listeners.isEmpty();
    }

    void close() {
        registration.compose(Registration::unregister).onFailure(failed -> LOG.atWarn()
                .setCause(failed)
                .addKeyValue("channel", address)
                .log("tap not ended"));
    }

    private Future<Outcome> hear(Message message) {
        Copy copy = new Copy(message);
        for (Listener listener : listeners) {
            try {
                listener.hear(copy);
            } catch (RuntimeException failed) {
                LOG.atWarn().setCause(failed).addKeyValue("channel", address).log("copy not delivered");
            }
        }
        return Future.succeededFuture(Outcome.delivered());
    }
}
