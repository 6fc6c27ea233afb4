package dev.busway.http.channels;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.busway.bus.Outcome;
import dev.busway.bus.Problem;
import dev.busway.bus.store.Operation;
import dev.busway.bus.store.Store;
import dev.busway.codec.cloudevents.HttpBinding;
import dev.busway.http.door.Exchange;
import dev.busway.http.operations.OperationJson;
import dev.busway.message.Message;
import dev.busway.message.Trace;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Outcome → answer. One rule: 200 brings an answer, 202 none (yet), anything else is a problem. Runs on the exchange's loop. */
final class Answers {
    private static final CharSequence PREFERENCE_APPLIED = HttpHeaders.createOptimized("preference-applied");
    private static final String STRUCTURED = "application/cloudevents+json";

    private final Taken taken;
    private final Optional<Store> store;
    private final Styles styles;

    Answers(String channel, Optional<Store> store, Styles styles) {
        this.taken = new Taken(channel);
        this.store = store;
        this.styles = styles;
    }

    void give(Call call, Outcome outcome) {
        Exchange exchange = call.exchange();
        if (exchange.over()) {
            exchange.abandoned();
            return;
        }
        try {
            Trace trace = call.message().trace().orElse(null);
            if (trace != null) {
                exchange.request()
                        .response()
                        .headers()
                        .add(RequestHeaders.TRACEPARENT, ReplyHeaders.ascii(trace.ascii()));
            }
            String applied =
                    call.applied(outcome instanceof Outcome.Accepted ? Call.Kept.IN_OPERATION : Call.Kept.NOWHERE);
            if (!applied.isEmpty()) {
                exchange.request().response().putHeader(PREFERENCE_APPLIED, applied);
            }
            map(call, outcome);
        } catch (RuntimeException unwritable) {
            exchange.refuse(Problem.of(unwritable));
        }
    }

    private void map(Call call, Outcome outcome) {
        if (outcome instanceof Outcome.Replied replied) {
            reply(call, replied.reply());
        } else if (outcome instanceof Outcome.Refused refused) {
            refuse(call, refused.problem());
        } else if (outcome instanceof Outcome.Accepted accepted) {
            accepted(call, accepted.operation());
        } else if (outcome instanceof Outcome.Repeated repeated) {
            call.exchange().request().response().putHeader("idempotent-replayed", "true");
            repeated(call, repeated.reply());
        } else if (outcome instanceof Outcome.Gathered gathered) {
            call.exchange().json(200, GatheredJson.of(gathered, call.instance()));
        } else {
            taken(call, null);
        }
    }

    private void repeated(Call call, @Nullable Message reply) {
        if (reply == null) {
            taken(call, null);
        } else {
            reply(call, reply);
        }
    }

    private void reply(Call call, Message reply) {
        HttpServerResponse response = call.exchange().request().response();
        String accept = call.exchange().request().getHeader(HttpHeaders.ACCEPT);
        boolean structured = accept != null && accept.contains(STRUCTURED);
        Buffer body = structured
                ? HttpBinding.writeStructured(reply, response::putHeader)
                : ReplyHeaders.write(reply, response);
        call.exchange().end(body);
    }

    /** Taken, and its answer is kept in an operation: waits for it as long as the caller wishes, then says where it will be. */
    private void accepted(Call call, String id) {
        Optional<Duration> wait = call.prefer().waits();
        if (wait.isEmpty() || store.isEmpty()) {
            taken(call, id);
            return;
        }
        store.get().operations().await(id, wait.get()).onComplete(read -> call.exchange()
                .onLoop(() -> waited(call, id, read.succeeded() ? read.result() : Optional.empty())));
    }

    private void waited(Call call, String id, Optional<Operation> operation) {
        Optional<Operation> ended = operation.filter(found -> found.state().terminal());
        if (call.exchange().over()) {
            call.exchange().abandoned();
        } else if (ended.isEmpty()) {
            taken(call, id);
        } else if (ended.get().problem().isPresent()) {
            refuse(call, ended.get().problem().get());
        } else if (ended.get().reply().isPresent()) {
            reply(call, ended.get().reply().get());
        } else {
            call.exchange().json(200, OperationJson.of(ended.get()));
        }
    }

    private void taken(Call call, @Nullable String operation) {
        if (operation == null && call.message().messageId().isUuid()) {
            call.exchange().end(202, Exchange.JSON, taken.body(call.message().messageId()));
            return;
        }
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("id", call.message().id());
        body.put("channel", call.channel());
        if (operation != null) {
            String path = OperationJson.path(operation);
            body.put("operation", path);
            call.exchange().request().response().putHeader(HttpHeaders.LOCATION, path);
        }
        call.exchange().json(202, body);
    }

    /** Who gave up waiting for an answer that will be kept is told where it will be. */
    private void refuse(Call call, Problem problem) {
        if (problem.kind() == Problem.Kind.TIMEOUT && styles.keepsOperations()) {
            String path = OperationJson.path(call.message().id());
            call.exchange().request().response().putHeader(HttpHeaders.LOCATION, path);
        }
        call.exchange().refuse(problem.kind().httpStatus(), problem, call.instance());
    }
}
