package dev.busway.orders;

import dev.busway.bus.MessageHandler;
import dev.busway.bus.Work;
import dev.busway.message.Message;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Tuple;

/** Keeps the copy of the menus: hears {@code restaurants.MenuChanged}, so that an order is priced without asking anybody. */
final class MenuReplica implements MessageHandler {
    private static final String KEEP = """
            insert into orders_menus (restaurant_id, version, menu) values ($1, $2, $3)
            on conflict (restaurant_id) do update set version = excluded.version, menu = excluded.menu
            where orders_menus.version < excluded.version""";

    @Override
    public Future<?> handle(Message changed, Work work) {
        JsonObject menu = changed.json().getJsonObject("menu");
        Tuple row = Tuple.of(menu.getString("restaurantId"), changed.json().getInteger("version"), menu);
        return work.sql().preparedQuery(KEEP).execute(row);
    }
}
