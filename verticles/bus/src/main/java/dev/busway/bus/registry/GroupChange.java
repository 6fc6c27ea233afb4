package dev.busway.bus.registry;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Set;

/**
 * What has changed on a node since it last told: as big as the change, however much the node has.
 *
 * @param since the version that it changes; who knows another one asks for all
 */
record GroupChange(Sign sign, long since, Set<Place> joined, Set<Place> left) {
    String write() {
        return new JsonObject()
                .put("node", sign.node())
                .put("sign", sign.write())
                .put("since", since)
                .put("joined", Place.write(joined))
                .put("left", Place.write(left))
                .encode();
    }

    static GroupChange read(String text) {
        JsonObject in = new JsonObject(text);
        return new GroupChange(
                Sign.read(in.getString("node", ""), in.getString("sign", "")),
                in.getLong("since", 0L),
                Place.read(in.getJsonArray("joined", new JsonArray())),
                Place.read(in.getJsonArray("left", new JsonArray())));
    }
}
