package dev.busway.amqp;

import io.vertx.core.Future;
import io.vertx.proton.ProtonConnection;
import io.vertx.proton.ProtonQoS;
import io.vertx.proton.ProtonReceiver;
import java.util.function.Consumer;
import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.messaging.Source;
import org.apache.qpid.proton.message.Message;

/** Sees a copy of what comes to one address from now on, with no guarantee: a subscription that ends with its link. */
final class FollowLink extends ReceiverLink {
    private static final int CREDIT = 500;
    private static final Symbol TOPIC = Symbol.valueOf("topic");

    private final String address;
    private final Consumer<Message> listener;

    /** @param listener is called on the wire's context and must be quick */
    FollowLink(Wire wire, String address, Consumer<Message> listener) {
        super(wire, address);
        this.address = address;
        this.listener = listener;
    }

    @Override
    ProtonReceiver make(ProtonConnection now) {
        ProtonReceiver made = now.createReceiver(address);
        ((Source) made.getSource()).setCapabilities(TOPIC);
        return made.setQoS(ProtonQoS.AT_MOST_ONCE)
                .setPrefetch(CREDIT)
                .handler((delivery, letter) -> listener.accept(letter));
    }

    @Override
    void opened(ProtonReceiver made) {}

    @Override
    Future<Void> lost() {
        return Future.succeededFuture();
    }

    @Override
    Future<Void> leaving() {
        return Future.succeededFuture();
    }
}
