package dev.busway.bench;

import dev.busway.bus.Bus;
import dev.busway.bus.cluster.ClusterOptions;
import dev.busway.bus.cluster.ClusteredVertx;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;

/** One member of the two that {@code bench bus} needs; as a main it is the one that answers, both ways. */
final class BusMember {
    private BusMember() {}

    /** Words: own port of the cluster, the other's. */
    public static void main(String[] arguments) throws Exception {
        Vertx vertx = join(Integer.parseInt(arguments[0]), Integer.parseInt(arguments[1]));
        Bus bus = BusRace.await(BenchBus.open(vertx, "answers", Map.of()));
        BusRace.await(answerBoth(vertx, bus));
        ChildJvm.ready();
    }

    static Vertx join(int port, int other) throws Exception {
        return BusRace.await(ClusteredVertx.open(
                new VertxOptions().setEventLoopPoolSize(1),
                new ClusterOptions(
                        "bench-" + Math.min(port, other), "127.0.0.1", port, 0, List.of("127.0.0.1:" + other))));
    }

    /** Registers the bare consumer and our handler on one context. */
    static Future<?> answerBoth(Vertx vertx, Bus bus) {
        return Future.future(done -> vertx.runOnContext(go -> {
            Future<Void> bare = vertx.eventBus()
                    .<JsonObject>consumer(BusRace.BARE, message -> message.reply(message.body()))
                    .completion();
            Future<?> ours = bus.channel(BusRace.OURS)
                    .handle("bench", (message, work) -> Future.succeededFuture(message.reply(message.payload())));
            Future.all(bare, ours).<Object>map(both -> both).onComplete(done);
        }));
    }
}
