package dev.busway.bus.transport.eventbus;

import dev.busway.bus.Outcome;
import dev.busway.bus.Problem;
import dev.busway.contract.ChannelSpec;
import dev.busway.contract.OperationSpec;
import dev.busway.message.Message;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;

/** Sends one channel's messages to addresses of the event bus and reads what comes back. Its futures never fail. */
final class Sender {
    /** The wait for a message with no deadline: what a relay hands over. */
    private static final long DEFAULT_WAIT_MILLIS = OperationSpec.DEFAULT_TIMEOUT.toMillis();

    private final Vertx vertx;
    private final ChannelSpec channel;
    private final Awaited awaited;

    Sender(Vertx vertx, ChannelSpec channel, Awaited awaited) {
        this.vertx = vertx;
        this.channel = channel;
        this.awaited = awaited;
    }

    Vertx vertx() {
        return vertx;
    }

    /** Whoever listens there. */
    Future<Outcome> request(String address, Message message) {
        return request(address, message, wait(message));
    }

    /** A node's own address: ends when that node dies. */
    Future<Outcome> request(String node, String address, Message message) {
        return awaited.of(node, request(address, message));
    }

    boolean lives(String node) {
        return awaited.lives(node);
    }

    /** As above, for one that waits long, and says itself what it means that the node dies. */
    Future<Outcome> request(String node, String address, Message message, long waitMillis, Outcome died) {
        return awaited.of(node, request(address, message, waitMillis), died);
    }

    private Future<Outcome> request(String address, Message message, long waitMillis) {
        DeliveryOptions options = new DeliveryOptions().setSendTimeout(waitMillis);
        try {
            Object body = channel.interop() == ChannelSpec.Interop.PLAIN ? PlainBody.write(message, options) : message;
            return vertx.eventBus()
                    .request(address, body, options)
                    .transform((reply, failure) -> Future.succeededFuture(
                            failure == null ? Answers.read(channel, reply) : Answers.refused(channel, failure)));
        } catch (RuntimeException unsendable) {
            return Future.succeededFuture(Outcome.refused(unsendable));
        }
    }

    /** For plain Vert.x code that listens on the channel's own address; nobody says whether it heard. */
    void publishPlain(Message message) {
        DeliveryOptions options = new DeliveryOptions();
        Object body = PlainBody.write(message, options);
        vertx.eventBus().publish(channel.address(), body, PlainBody.markOwn(options));
    }

    static boolean nobodyThere(Outcome outcome) {
        Problem problem = outcome.problem();
        return problem != null && problem.kind() == Problem.Kind.NO_HANDLER;
    }

    private static long wait(Message message) {
        long deadline = message.deadlineMillis();
        return deadline == 0 ? DEFAULT_WAIT_MILLIS : Math.max(1, deadline - System.currentTimeMillis());
    }
}
