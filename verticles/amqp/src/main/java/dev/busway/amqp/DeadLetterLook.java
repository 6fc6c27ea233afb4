package dev.busway.amqp;

import dev.busway.bus.transport.DeadLetter;
import dev.busway.codec.cloudevents.CloudEventException;
import dev.busway.message.PayloadException;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.proton.ProtonConnection;
import io.vertx.proton.ProtonReceiver;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.messaging.Source;
import org.apache.qpid.proton.message.Message;

/** One look into a dead-letter queue by a link that shows copies. Touched by the wire's context only, but {@link #begin}. */
final class DeadLetterLook implements Wire.Tenant {
    private static final int AT_ONCE = 100;
    private static final long LONGEST_SECONDS = 30;
    private static final Symbol COPY = Symbol.valueOf("copy");
    private static final String NOT_FOUND = "amqp:not-found";
    private static final String PREFIX = "cloudEvents_";

    private final Wire wire;
    private final String queue;
    private final Predicate<DeadLetter> more;
    private final Promise<Void> seen = Promise.promise();
    private int came;
    private boolean enough;

    DeadLetterLook(Wire wire, String queue, Predicate<DeadLetter> more) {
        this.wire = wire;
        this.queue = queue;
        this.more = more;
    }

    /** Completes when all was seen that was wanted; fails where the connection does not last. */
    Future<Void> begin() {
        wire.join(this);
        return seen.future().timeout(LONGEST_SECONDS, TimeUnit.SECONDS).onComplete(over -> {
            wire.leave(this);
            seen.tryFail("not within " + LONGEST_SECONDS + " s");
        });
    }

    @Override
    public void up(ProtonConnection connection) {
        ProtonReceiver link = connection.createReceiver(queue + "::" + queue);
        ((Source) link.getSource()).setDistributionMode(COPY);
        link.setPrefetch(0)
                .handler((delivery, letter) -> see(letter))
                .openHandler(answer -> opened(link, answer))
                .closeHandler(this::ended)
                .open();
        seen.future().onComplete(over -> wire.run(link::close));
    }

    @Override
    public void down() {
        seen.tryFail("the connection was lost");
    }

    private void opened(ProtonReceiver link, AsyncResult<ProtonReceiver> answer) {
        // A refused link is opened with no source, then closed with the reason.
        if (answer.succeeded() && link.getRemoteSource() != null) {
            next(link);
        }
    }

    private void ended(AsyncResult<ProtonReceiver> answer) {
        String cause = String.valueOf(answer.cause());
        if (cause.contains(NOT_FOUND)) {
            // Nobody has subscribed yet, so nobody has failed.
            seen.tryComplete();
        } else {
            seen.tryFail(cause);
        }
    }

    /** Asks for some; fewer mean that there are no more. */
    private void next(ProtonReceiver link) {
        came = 0;
        link.flow(AT_ONCE);
        link.drain(TimeUnit.SECONDS.toMillis(LONGEST_SECONDS), drained -> {
            if (drained.failed()) {
                seen.tryFail(drained.cause());
            } else if (enough || came < AT_ONCE) {
                seen.tryComplete();
            } else {
                next(link);
            }
        });
    }

    private void see(Message letter) {
        came++;
        if (!enough && !seen.future().isComplete()) {
            try {
                enough = !more.test(letter(letter));
            } catch (RuntimeException broken) {
                seen.tryFail(broken);
            }
        }
    }

    /** Stands for the id of a letter that has none. */
    static String place(String queue, String messageId) {
        return queue + "-" + messageId;
    }

    private DeadLetter letter(Message came) {
        String place = place(queue, String.valueOf(came.getMessageId()));
        try {
            return DeadLetter.of(LetterReader.event(came), place);
        } catch (CloudEventException | PayloadException | IllegalArgumentException noMessage) {
            Map<String, String> why = new HashMap<>();
            if (came.getApplicationProperties() != null) {
                came.getApplicationProperties().getValue().forEach((name, value) -> {
                    if (name.startsWith(PREFIX) && value != null) {
                        why.put(name.substring(PREFIX.length()), value.toString());
                    }
                });
            }
            return DeadLetter.unreadable(why, place);
        }
    }
}
