package dev.busway.orders.restaurants;

import dev.busway.message.Message;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.UUID;

/**
 * The menus that the example starts with. Every node of a cluster sends them whenever it starts; since their ids follow from
 * their content and the channel is effectively-once, each takes effect once.
 */
final class FirstMenus {
    private static final String FILE = "menus.json";

    private FirstMenus() {}

    static Future<List<Message>> read(Vertx vertx) {
        return vertx.fileSystem().readFile(FILE).map(file -> new JsonArray(file)
                .stream().map(menu -> message((JsonObject) menu)).toList());
    }

    private static Message message(JsonObject menu) {
        return Message.builder("restaurants.ChangeMenu")
                .id(UUID.nameUUIDFromBytes(menu.toBuffer().getBytes()).toString())
                .key(menu.getString("restaurantId"))
                .payload(menu)
                .build();
    }
}
