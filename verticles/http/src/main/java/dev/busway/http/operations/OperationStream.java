package dev.busway.http.operations;

import dev.busway.bus.store.Operation;
import dev.busway.bus.store.Operations;
import dev.busway.http.door.Exchange;
import dev.busway.http.streams.EventStream;
import dev.busway.http.streams.EventStreams;
import dev.busway.message.Payload;
import io.vertx.core.AsyncResult;
import java.util.Optional;

/** Tells one client each change of one operation, as events named after its state, until it is over. */
final class OperationStream {
    private final Operations operations;
    private final EventStreams streams;
    private final Exchange exchange;
    private final long endMillis;

    OperationStream(Operations operations, EventStreams streams, Exchange exchange) {
        this.operations = operations;
        this.streams = streams;
        this.exchange = exchange;
        this.endMillis =
                System.currentTimeMillis() + streams.options().longest().toMillis();
    }

    void begin(Operation operation) {
        streams.open(exchange).ifPresent(stream -> tell(stream, operation));
    }

    private void tell(EventStream stream, Operation operation) {
        stream.send(
                OperationJson.state(operation),
                operation.id(),
                Payload.of(OperationJson.of(operation)).bytes());
        if (operation.state().terminal() || System.currentTimeMillis() > endMillis) {
            stream.end();
        } else {
            wait(stream, operation);
        }
    }

    private void wait(EventStream stream, Operation known) {
        operations
                .await(known.id(), streams.options().heartbeat())
                .onComplete(read -> exchange.onLoop(() -> woken(stream, known, read)));
    }

    private void woken(EventStream stream, Operation known, AsyncResult<Optional<Operation>> read) {
        if (stream.ended()) {
            return;
        }
        if (read.failed() || read.result().isEmpty()) {
            stream.end(); // the client asks again and then learns why
            return;
        }
        Operation now = read.result().get();
        if (now.state() != known.state() || System.currentTimeMillis() > endMillis) {
            tell(stream, now);
        } else {
            wait(stream, now);
        }
    }
}
