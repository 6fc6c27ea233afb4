package dev.busway.bench;

import dev.busway.bus.MessageHandler;
import dev.busway.bus.Outcome;
import dev.busway.bus.store.Store;
import dev.busway.bus.store.StoreContext;
import dev.busway.config.Section;
import dev.busway.contract.ChannelSpec;
import dev.busway.contract.Delivery;
import dev.busway.message.Message;
import dev.busway.testkit.Specs;
import dev.busway.testkit.TestPostgres;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Tuple;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;

/** Our side: messages as a transport brings them, handled by a store that has one connection for it. */
final class WorkArm implements Arm {
    private static final ChannelSpec WORK = Specs.pointToPoint("bench.work")
            .delivery(Delivery.EFFECTIVELY_ONCE)
            .key("/orderId")
            .build();
    private static final JsonObject ORDER = Payloads.ofBytes(200);
    private static final MessageHandler HANDLER = (message, work) -> {
        Integer account = Integer.valueOf(message.key().orElseThrow().substring(2));
        // Neither needs the other's answer, so they travel together.
        return Future.all(
                        work.sql().preparedQuery(SevenStatements.BOOK).execute(Tuple.of(account)),
                        work.sql().preparedQuery(SevenStatements.NOTE).execute(Tuple.of(message.id(), account)))
                .compose(both -> work.send(BusRace.OURS, Message.of("bench.Order", ORDER)))
                .map(sent -> message.reply(ORDER));
    };

    private final Store store;
    private int next;

    private WorkArm(Store store) {
        this.store = store;
    }

    static Future<WorkArm> open(Vertx vertx, TestPostgres database) {
        Map<String, Object> section = new HashMap<>(database.section());
        section.put("pool", 1);
        Store store = ServiceLoader.load(Store.class).findFirst().orElseThrow();
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        return store.open(new StoreContext(vertx, "bench", new Section("postgres", section), meters))
                .compose(open -> BenchBus.open(vertx, "bench", Map.of(), Optional.of(store)))
                .compose(bus -> bus.channel(BusRace.OURS)
                        .handle("sink", (message, work) -> Future.succeededFuture())
                        .compose(listens -> store.start(bus)))
                .map(started -> new WorkArm(store));
    }

    Future<?> close() {
        return store.close();
    }

    @Override
    public Future<?> call() {
        Message message = Message.builder("bench.Order")
                .key("o-" + next++ % SevenStatements.ACCOUNTS)
                .payload(ORDER)
                .build();
        return store.handle(WORK, "bench", message, HANDLER)
                .compose(outcome -> outcome instanceof Outcome.Replied
                        ? Future.succeededFuture()
                        : Future.failedFuture("not handled: " + outcome));
    }
}
