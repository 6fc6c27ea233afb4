package dev.busway.bus.transport.eventbus;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Set;
import java.util.TreeSet;

/**
 * What one node says about itself.
 *
 * @param beat rises with each time it says it
 * @param places the groups that it has
 */
record GroupEntry(String node, long beat, Set<Place> places) {
    /** One group of one channel. */
    record Place(String address, String group) implements Comparable<Place> {
        @Override
        public int compareTo(Place other) {
            int byAddress = address.compareTo(other.address);
            return byAddress == 0 ? group.compareTo(other.group) : byAddress;
        }
    }

    String write() {
        JsonArray all = new JsonArray();
        for (Place place : places) {
            all.add(new JsonArray().add(place.address()).add(place.group()));
        }
        return new JsonObject()
                .put("node", node)
                .put("beat", beat)
                .put("groups", all)
                .encode();
    }

    static GroupEntry read(String text) {
        JsonObject in = new JsonObject(text);
        Set<Place> places = new TreeSet<>();
        JsonArray all = in.getJsonArray("groups", new JsonArray());
        for (int i = 0; i < all.size(); i++) {
            JsonArray place = all.getJsonArray(i);
            places.add(new Place(place.getString(0), place.getString(1)));
        }
        return new GroupEntry(in.getString("node", ""), in.getLong("beat", 0L), places);
    }
}
