package dev.busway.rabbitmq;

import com.rabbitmq.client.Connection;
import dev.busway.bus.Outcome;
import dev.busway.bus.stage.Watch;
import dev.busway.bus.transport.broker.Tellings;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One message on its way: waits for the publisher's thread, then for the broker's confirm. Tells its outcome once, and gives back its
 * place among those.
 */
final class Sending implements Link.Job, Runnable {
    final Route route;
    final String key;
    final Outgoing message;
    private final Publisher publisher;
    private final long deadlineMillis;
    private final Watch<Outcome> answer;
    private final Tellings.OfLoop caller;
    /** A confirm and the loss of its connection may come at the same time. */
    private final AtomicBoolean over = new AtomicBoolean();

    /** Set once, before it is told. */
    private Outcome outcome = Refusals.LOST;

    /** The broker gave it back; its confirm follows. On the connection's thread only. */
    private boolean returned;

    Sending(
            Publisher publisher,
            Route route,
            String key,
            Outgoing message,
            long deadlineMillis,
            Watch<Outcome> answer,
            Tellings.OfLoop caller) {
        this.publisher = publisher;
        this.route = route;
        this.key = key;
        this.message = message;
        this.deadlineMillis = deadlineMillis;
        this.answer = answer;
        this.caller = caller;
    }

    @Override
    public void run(Connection connection) {
        if (deadlineMillis <= System.currentTimeMillis()) {
            end(Refusals.EXPIRED);
        } else {
            publisher.publish(this);
        }
    }

    @Override
    public void missed() {
        end(Refusals.NOT_CONNECTED);
    }

    void end(Outcome end) {
        if (over.compareAndSet(false, true)) {
            publisher.ended(this);
            outcome = end;
            caller.tell(this);
        }
    }

    /** On the caller's event loop. */
    @Override
    public void run() {
        answer.succeed(outcome);
    }

    /** Whether a returned message may be this one. */
    boolean matches(String exchange, String routingKey, String messageId) {
        String id = message.properties().getMessageId();
        return !returned
                && route.exchange().equals(exchange)
                && key.equals(routingKey)
                && messageId.equals(id == null ? "" : id);
    }

    void giveBack() {
        returned = true;
    }

    void confirmed() {
        end(returned ? Refusals.unroutable(route.exchange()) : Outcome.delivered());
    }
}
