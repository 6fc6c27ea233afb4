package dev.busway.http.operations;

import dev.busway.bus.Problem;
import dev.busway.bus.Problem.Kind;
import dev.busway.bus.store.Operation;
import dev.busway.bus.store.Store;
import dev.busway.http.door.Exchange;
import dev.busway.http.door.Intake;
import dev.busway.http.door.Preferences;
import dev.busway.http.door.Routes;
import dev.busway.http.streams.EventStreams;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.Optional;

/**
 * {@code GET /operations/{id}}: the state at once, after a wait ({@code Prefer: wait=20}), or as a stream of its changes.
 * {@code DELETE /operations/{id}} takes back what nobody handles yet.
 */
public final class OperationRoutes {
    private static final int OK = 200;

    private final Optional<Store> store;
    private final EventStreams streams;

    public OperationRoutes(Optional<Store> store, EventStreams streams) {
        this.store = store;
        this.streams = streams;
    }

    public void addTo(Routes routes) {
        routes.add(HttpMethod.GET, "/operations/{id}", Intake.COUNTED, this::answer);
        routes.add(HttpMethod.DELETE, "/operations/{id}", Intake.COUNTED, this::cancel);
    }

    private void answer(Exchange exchange) {
        if (store.isEmpty()) {
            exchange.refuse(nowhere(exchange));
            return;
        }
        Preferences prefer = exchange.preferences();
        String accept = exchange.request().getHeader(HttpHeaders.ACCEPT);
        if (accept != null && accept.contains(EventStreams.CONTENT_TYPE)) {
            store.get()
                    .operations()
                    .find(exchange.parameter())
                    .onComplete(read -> exchange.onLoop(() -> stream(exchange, read)));
            return;
        }
        Optional<Duration> wait = prefer.waits();
        Future<Optional<Operation>> asked = wait.isPresent()
                ? store.get().operations().await(exchange.parameter(), wait.get())
                : store.get().operations().find(exchange.parameter());
        if (wait.isPresent()) {
            exchange.request().response().putHeader("preference-applied", "wait=" + prefer.waitSeconds());
        }
        asked.onComplete(read -> exchange.onLoop(() -> show(exchange, read)));
    }

    private void cancel(Exchange exchange) {
        if (store.isEmpty()) {
            exchange.refuse(nowhere(exchange));
            return;
        }
        store.get()
                .operations()
                .cancel(exchange.parameter())
                .onComplete(read -> exchange.onLoop(() -> found(exchange, read).ifPresent(now -> {
                    if (now.cancelled()) {
                        exchange.json(OK, OperationJson.of(now));
                    } else {
                        exchange.refuse(tooLate(now));
                    }
                })));
    }

    private static Problem tooLate(Operation operation) {
        return Problem.of(
                Kind.CONFLICT,
                operation.state().terminal()
                        ? "The operation " + operation.id() + " has ended: it is " + OperationJson.state(operation)
                                + "."
                        : "The operation " + operation.id() + " is being handled.",
                "Only what nobody handles yet can be cancelled; undo what was done by a message of its own.");
    }

    private static Problem nowhere(Exchange exchange) {
        return unknown(exchange.parameter(), "This node has no database, so it keeps no operations.");
    }

    private void show(Exchange exchange, AsyncResult<Optional<Operation>> read) {
        found(exchange, read).ifPresent(operation -> exchange.json(OK, OperationJson.of(operation)));
    }

    private void stream(Exchange exchange, AsyncResult<Optional<Operation>> read) {
        found(exchange, read)
                .ifPresent(operation ->
                        new OperationStream(store.orElseThrow().operations(), streams, exchange).begin(operation));
    }

    /** The operation; where there is none, or nobody could say, that is answered. */
    private static Optional<Operation> found(Exchange exchange, AsyncResult<Optional<Operation>> read) {
        if (read.failed()) {
            exchange.refuse(Problem.of(read.cause()));
            return Optional.empty();
        }
        if (read.result().isEmpty()) {
            exchange.refuse(unknown(exchange.parameter(), "No operation has the id " + exchange.parameter() + "."));
        }
        return read.result();
    }

    /** The refusal of an id that no operation has. */
    public static Problem unknown(String id, String cause) {
        return Problem.of(
                Kind.NOT_FOUND,
                cause,
                "An operation is made by a message that is answered with 202 and Location; its id is that of the message"
                        + (id.isEmpty() ? "." : ", and it is kept until it expires."));
    }
}
