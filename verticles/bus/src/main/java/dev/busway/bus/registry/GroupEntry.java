package dev.busway.bus.registry;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Set;

/** All that a node has: what it answers to who does not know it yet, or has missed a change. */
record GroupEntry(Sign sign, Set<Place> places) {
    String write() {
        return new JsonObject()
                .put("node", sign.node())
                .put("sign", sign.write())
                .put("groups", Place.write(places))
                .encode();
    }

    static GroupEntry read(String text) {
        JsonObject in = new JsonObject(text);
        return new GroupEntry(
                Sign.read(in.getString("node", ""), in.getString("sign", "")),
                Place.read(in.getJsonArray("groups", new JsonArray())));
    }
}
