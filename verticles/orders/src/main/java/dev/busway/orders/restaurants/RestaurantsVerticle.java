package dev.busway.orders.restaurants;

import dev.busway.bus.Bus;
import dev.busway.bus.Channel;
import dev.busway.bus.Work;
import dev.busway.message.Message;
import dev.busway.message.Payload;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Tuple;

/** The Restaurants service: owns the menus, and tells each change in the transaction that makes it. */
public final class RestaurantsVerticle extends VerticleBase {
    private static final String CHANGE = """
            insert into restaurants_menus as m (restaurant_id, version, menu) values ($1, 1, $2)
            on conflict (restaurant_id) do update set version = m.version + 1, menu = excluded.menu
            returning version""";

    @Override
    public Future<?> start() {
        Channel changes = Bus.of(vertx).channel("restaurants.changes");
        return changes.handle("restaurants", RestaurantsVerticle::change)
                .compose(handling -> FirstMenus.read(vertx))
                .compose(menus -> Future.all(menus.stream().map(changes::send).toList()));
    }

    private static Future<?> change(Message message, Work work) {
        JsonObject menu = message.json();
        String restaurantId = menu.getString("restaurantId");
        return work.sql()
                .preparedQuery(CHANGE)
                .execute(Tuple.of(restaurantId, menu))
                .compose(rows -> {
                    int version = rows.iterator().next().getInteger("version");
                    Message changed = Message.builder("restaurants.MenuChanged")
                            .key(restaurantId)
                            .causationId(message.id())
                            .trace(message.trace().orElse(null))
                            .payload(new JsonObject().put("version", version).put("menu", menu))
                            .build();
                    JsonObject taken =
                            new JsonObject().put("restaurantId", restaurantId).put("version", version);
                    return work.publish("restaurants.menus", changed)
                            .map(done -> message.reply("restaurants.MenuTaken", Payload.of(taken)));
                });
    }
}
