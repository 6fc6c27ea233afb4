package dev.busway.http.eventbus;

import dev.busway.bus.Problem;
import dev.busway.bus.ProblemException;
import dev.busway.bus.store.Operation;
import dev.busway.bus.store.Store;
import dev.busway.http.operations.OperationJson;
import dev.busway.http.operations.OperationRoutes;
import dev.busway.http.streams.Taps.Place;
import io.vertx.core.AsyncResult;
import java.time.Duration;
import java.util.Optional;

/** Tells one socket when one operation ends; gives up after {@link #LONGEST}. Belongs to the socket's loop. */
final class OperationWatch implements Place {
    /** How long a socket may wait for one operation. */
    static final Duration LONGEST = Duration.ofHours(1);

    private static final Duration ROUND = Duration.ofSeconds(30);
    /** Between two rounds, so that a store that answers at once is not asked in a tight loop. */
    private static final long PAUSE_MILLIS = 100;

    private final Sockets all;
    private final Wire wire;
    private final String address;
    private final String id;
    private final long endMillis = System.currentTimeMillis() + LONGEST.toMillis();
    private boolean left;

    OperationWatch(Sockets all, Wire wire, String address, String id) {
        this.all = all;
        this.wire = wire;
        this.address = address;
        this.id = id;
    }

    /** Starts to wait. @throws ProblemException where the node keeps no operations */
    void begin() {
        Store store = all.bus()
                .store()
                .orElseThrow(() -> new ProblemException(
                        OperationRoutes.unknown(id, "This node has no database, so it keeps no operations.")));
        ask(store);
    }

    @Override
    public void leave() {
        left = true;
    }

    private void ask(Store store) {
        if (!left) {
            store.operations().await(id, ROUND).onComplete(read -> wire.onLoop(() -> read(store, read)));
        }
    }

    private void read(Store store, AsyncResult<Optional<Operation>> read) {
        if (left) {
            return;
        }
        if (read.failed()) {
            wire.send(Answer.problem(address, Problem.of(read.cause())));
        } else if (read.result().isEmpty()) {
            wire.send(Answer.problem(address, OperationRoutes.unknown(id, "No operation has the id " + id + ".")));
        } else if (read.result().get().state().terminal() || System.currentTimeMillis() > endMillis) {
            wire.send(Answer.value(address, OperationJson.of(read.result().get())));
        } else {
            all.vertx().setTimer(PAUSE_MILLIS, again -> ask(store));
        }
    }
}
