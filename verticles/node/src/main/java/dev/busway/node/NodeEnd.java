package dev.busway.node;

import dev.busway.bus.Bus;
import dev.busway.bus.gateway.Gateway;
import dev.busway.bus.store.Store;
import dev.busway.bus.transport.Transport;
import dev.busway.node.Node.Ending;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends a node: doors let nobody in, handlers finish what they have, then the rest closes and the node leaves the cluster. A step
 * that takes longer than what is left of the drain time is left behind, and said.
 */
final class NodeEnd {
    private static final Logger LOG = LoggerFactory.getLogger(NodeEnd.class);
    /** Share of the drain time that is kept for closing, however long draining takes: 1 in this many. */
    private static final int CLOSING_SHARE = 5;

    private final Node node;
    private final long begun = System.nanoTime();
    private volatile Ending ending = Ending.CLEAN;

    NodeEnd(Node node) {
        this.node = node;
    }

    Future<Ending> run() {
        Duration whole = node.options().drain();
        Duration draining = whole.minus(whole.dividedBy(CLOSING_SHARE));
        LOG.atInfo().addKeyValue("node", node.name()).log("node drains");
        // Who looks for a service finds another node from now on; who has found this one is still answered.
        return step("services withdrawn", draining, () -> node.offering()
                        .map(Offering::withdraw)
                        .orElseGet(Future::succeededFuture))
                .compose(done -> step(
                        "gateways drain",
                        draining,
                        () -> all(node.gateways().stream().map(Gateway::drain).toList())))
                .compose(done -> step("handlers finish", draining, () -> node.bus()
                        .map(Bus::drain)
                        .orElseGet(Future::succeededFuture)))
                .compose(done -> step("store drains", draining, () -> node.store()
                        .map(Store::drain)
                        .orElseGet(Future::succeededFuture)))
                .compose(done -> step(
                        "transports close",
                        whole,
                        () -> all(
                                node.transports().stream().map(Transport::close).toList())))
                .compose(done -> step(
                        "gateways close",
                        whole,
                        () -> all(node.gateways().stream().map(Gateway::close).toList())))
                .compose(done -> step("store closes", whole, () -> node.store()
                        .map(Store::close)
                        .orElseGet(Future::succeededFuture)))
                .compose(done -> step("registry closes", whole, () -> node.offering()
                        .map(Offering::close)
                        .orElseGet(Future::succeededFuture)))
                .compose(done -> node.vertx().close())
                .transform(closed -> {
                    if (closed.failed()) {
                        late("node leaves", closed.cause());
                    }
                    node.meters().close();
                    LOG.atInfo()
                            .addKeyValue("node", node.name())
                            .addKeyValue("ended", ending)
                            .log("node ended");
                    return Future.succeededFuture(ending);
                });
    }

    private Future<Void> step(String name, Duration until, Supplier<Future<?>> act) {
        Promise<Void> done = Promise.promise();
        long left = Math.max(
                1,
                until.toMillis() - Duration.ofNanos(System.nanoTime() - begun).toMillis());
        long timer = node.vertx().setTimer(left, over -> {
            if (done.tryComplete()) {
                late(name, new StartException("not done when the drain time was over"));
            }
        });
        Future.<Void>succeededFuture().compose(go -> act.get()).onComplete(acted -> {
            node.vertx().cancelTimer(timer);
            if (done.tryComplete() && acted.failed()) {
                late(name, acted.cause());
            }
        });
        return done.future();
    }

    private void late(String step, Throwable cause) {
        ending = Ending.CUT;
        LOG.atWarn()
                .addKeyValue("node", node.name())
                .addKeyValue("step", step)
                .addKeyValue("cause", Failure.sentence(cause))
                .log("node end cut");
    }

    private static Future<?> all(List<? extends Future<?>> futures) {
        return Future.join(futures);
    }
}
