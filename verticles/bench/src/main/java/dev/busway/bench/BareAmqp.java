package dev.busway.bench;

import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.proton.ProtonClient;
import io.vertx.proton.ProtonConnection;
import io.vertx.proton.ProtonReceiver;
import io.vertx.proton.ProtonSender;
import java.util.function.Consumer;
import org.apache.qpid.proton.amqp.Binary;
import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.messaging.Accepted;
import org.apache.qpid.proton.amqp.messaging.Data;
import org.apache.qpid.proton.amqp.messaging.Source;
import org.apache.qpid.proton.amqp.messaging.Target;
import org.apache.qpid.proton.message.Message;

/** AMQP 1.0 by vertx-proton, one connection on the driver's event loop; the broker makes the queues when links are opened. */
final class BareAmqp implements BareBroker {
    private static final Symbol QUEUE = Symbol.valueOf("queue");

    private final Vertx vertx;
    private final ProtonConnection connection;

    BareAmqp(Vertx vertx, String host, int port) throws Exception {
        this.vertx = vertx;
        Promise<ProtonConnection> open = Promise.promise();
        vertx.runOnContext(go -> ProtonClient.create(vertx).connect(host, port, connected -> {
            if (connected.succeeded()) {
                connected.result().openHandler(open::handle).open();
            } else {
                open.fail(connected.cause());
            }
        }));
        this.connection = BusRace.await(open.future());
    }

    @Override
    public void declare(String queue) {
        // A link that asks for a queue makes it.
    }

    @Override
    public Arm producer(String queue, byte[] payload) throws Exception {
        Promise<ProtonSender> open = Promise.promise();
        vertx.runOnContext(go -> {
            ProtonSender sender = connection.createSender(queue);
            ((Target) sender.getTarget()).setCapabilities(QUEUE);
            sender.openHandler(open::handle).open();
        });
        ProtonSender sender = BusRace.await(open.future());
        return () -> {
            Promise<Void> accepted = Promise.promise();
            Message message = Message.Factory.create();
            message.setDurable(true);
            message.setContentType("application/json");
            message.setBody(new Data(new Binary(payload)));
            sender.send(message, delivery -> {
                if (delivery.getRemoteState() instanceof Accepted) {
                    accepted.complete();
                } else {
                    accepted.fail("not accepted: " + delivery.getRemoteState());
                }
            });
            return accepted.future();
        };
    }

    @Override
    public AutoCloseable consume(String queue, int bound, Consumer<byte[]> sink) throws Exception {
        Promise<ProtonReceiver> open = Promise.promise();
        vertx.runOnContext(go -> {
            ProtonReceiver receiver = connection.createReceiver(queue);
            ((Source) receiver.getSource()).setCapabilities(QUEUE);
            receiver.setPrefetch(bound)
                    .setAutoAccept(false)
                    .handler((delivery, message) -> {
                        Binary body = ((Data) message.getBody()).getValue();
                        sink.accept(Buffer.buffer(body.getLength())
                                .appendBytes(body.getArray(), body.getArrayOffset(), body.getLength())
                                .getBytes());
                        delivery.disposition(Accepted.getInstance(), true);
                    })
                    .openHandler(open::handle)
                    .open();
        });
        ProtonReceiver receiver = BusRace.await(open.future());
        return () -> {
            Promise<ProtonReceiver> closed = Promise.promise();
            vertx.runOnContext(go -> receiver.closeHandler(closed::handle).close());
            BusRace.await(closed.future());
        };
    }

    @Override
    public void close() {
        vertx.runOnContext(go -> connection.close());
    }
}
