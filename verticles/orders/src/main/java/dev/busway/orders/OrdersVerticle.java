package dev.busway.orders;

import dev.busway.bus.Bus;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;

/**
 * The Orders service: takes orders, sees each one through to its end, keeps a copy of the menus, and answers what became of an
 * order. No handler asks another service while its transaction is open: what must be asked is an errand of its own.
 */
public final class OrdersVerticle extends VerticleBase {
    private static final String NAME = "orders";

    @Override
    public Future<?> start() {
        Bus bus = Bus.of(vertx);
        Books books = new Books(bus.node());
        return Future.all(
                bus.channel("restaurants.menus").handle(NAME, new MenuReplica()),
                bus.channel("orders").handle(NAME, new OrderPlacing(books)),
                bus.channel("orders.errands").handle(NAME, Errands.on(bus)),
                bus.channel("orders.replies").handle(NAME, new Saga(books)),
                bus.channel("orders.query").handle(NAME, new OrderQuery(bus)),
                bus.channel("orders.menus").handle(NAME, new MenuQuery(bus)));
    }
}
