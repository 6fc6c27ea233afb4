package dev.busway.orders;

import dev.busway.bus.Bus;
import dev.busway.bus.MessageHandler;
import dev.busway.bus.Work;
import dev.busway.message.Message;
import dev.busway.message.Payload;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** Answers {@code orders.GetMenus} from the copy. */
final class MenuQuery implements MessageHandler {
    /** More would be a page of its own. */
    private static final int MOST = 100;

    private static final String MENUS = "select menu from orders_menus order by restaurant_id limit " + MOST;

    private final Bus bus;

    MenuQuery(Bus bus) {
        this.bus = bus;
    }

    @Override
    public Future<?> handle(Message question, Work work) {
        return bus.sql().query(MENUS).execute().map(rows -> {
            JsonArray menus = new JsonArray();
            rows.forEach(row -> menus.add(row.getJsonObject("menu")));
            return question.reply("orders.MenusView", Payload.of(new JsonObject().put("menus", menus)));
        });
    }
}
