package dev.busway.amqp;

import dev.busway.bus.ProblemException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonArray;
import io.vertx.proton.ProtonConnection;
import io.vertx.proton.ProtonLinkOptions;
import io.vertx.proton.ProtonReceiver;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.qpid.proton.Proton;
import org.apache.qpid.proton.amqp.messaging.AmqpValue;
import org.apache.qpid.proton.amqp.messaging.ApplicationProperties;
import org.apache.qpid.proton.amqp.messaging.Section;
import org.apache.qpid.proton.message.Message;

/**
 * Asks Artemis to do things by messages to its management address. Safe on any thread.
 *
 * @see <a href="https://artemis.apache.org/components/artemis/documentation/latest/management.html">Artemis: Management</a>
 */
final class Management extends ReceiverLink {
    private static final String ADDRESS = "activemq.management";
    private static final int CREDIT = 100;
    private static final String SUCCEEDED = "_AMQ_OperationSucceeded";

    private final Outgoing outgoing;
    private final AtomicLong numbers = new AtomicLong();
    /** Calls that wait for their answer; the wire's context's own. */
    private final Map<Object, Promise<String>> waiting = new HashMap<>();

    private String replyTo = "";

    Management(Wire wire, Outgoing outgoing) {
        super(wire, "management");
        this.outgoing = outgoing;
    }

    /**
     * Calls one operation of the broker.
     *
     * @param operation of Artemis' {@code ActiveMQServerControl}
     * @return its result as text; fails with what Artemis says
     */
    Future<String> call(String operation, Object... parameters) {
        return callOn("broker", operation, parameters);
    }

    /**
     * Calls one operation of something at the broker.
     *
     * @param resource its name in Artemis' management, as {@code queue.orders}
     * @return its result as text; fails with what Artemis says
     */
    Future<String> callOn(String resource, String operation, Object... parameters) {
        Promise<String> answer = Promise.promise();
        wire.run(() -> ask(resource, operation, new JsonArray(List.of(parameters)), answer));
        return answer.future();
    }

    private void ask(String resource, String operation, JsonArray parameters, Promise<String> answer) {
        String number = "call-" + numbers.getAndIncrement();
        Map<String, Object> properties = new HashMap<>();
        properties.put("_AMQ_ResourceName", resource);
        properties.put("_AMQ_OperationName", operation);
        Message letter = Proton.message();
        letter.setReplyTo(replyTo);
        letter.setCorrelationId(number);
        letter.setApplicationProperties(new ApplicationProperties(properties));
        letter.setBody(new AmqpValue(parameters.encode()));
        waiting.put(number, answer);
        long patience = wire.settings().connectTimeout().toMillis();
        answer.future()
                .timeout(patience, TimeUnit.MILLISECONDS)
                .onComplete(done -> wire.run(() -> {
                    waiting.remove(number);
                    answer.tryFail(Refusals.silent("to " + operation));
                }));
        outgoing.write(ADDRESS, letter, 0, 0).onSuccess(outcome -> {
            if (outcome.problem() != null) {
                answer.tryFail(new ProblemException(outcome.problem()));
            }
        });
    }

    private void answered(Message letter) {
        Promise<String> answer = waiting.get(letter.getCorrelationId());
        if (answer != null) {
            String text = text(letter.getBody());
            ApplicationProperties properties = letter.getApplicationProperties();
            if (properties != null && Boolean.TRUE.equals(properties.getValue().get(SUCCEEDED))) {
                answer.tryComplete(text);
            } else {
                answer.tryFail(text);
            }
        }
    }

    /** Results come as an array of one. */
    private static String text(Section body) {
        Object value = body instanceof AmqpValue single ? single.getValue() : null;
        if (!(value instanceof String json) || !json.startsWith("[")) {
            return "";
        }
        JsonArray results = new JsonArray(json);
        return results.isEmpty() ? "" : String.valueOf(results.getValue(0));
    }

    @Override
    ProtonReceiver make(ProtonConnection now) {
        return now.createReceiver(null, new ProtonLinkOptions().setDynamic(true))
                .setPrefetch(CREDIT)
                .handler((delivery, letter) -> answered(letter));
    }

    @Override
    void opened(ProtonReceiver made) {
        replyTo = made.getRemoteAddress();
    }

    @Override
    Future<Void> lost() {
        return Future.succeededFuture();
    }

    @Override
    Future<Void> leaving() {
        return Future.succeededFuture();
    }
}
