package dev.busway.bus.registry;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Comparator;
import java.util.Set;
import java.util.TreeSet;

/**
 * What one node says about itself.
 *
 * @param beat rises with each time it says it
 * @param places the instances that it has
 */
record GroupEntry(String node, long beat, Set<Place> places) {
    private static final Comparator<Place> BY_NAME =
            Comparator.comparing(Place::address).thenComparing(Place::group).thenComparingInt(Place::instance);

    /** One instance of one group of one channel. */
    record Place(String address, String group, int instance) implements Comparable<Place> {
        @Override
        public int compareTo(Place other) {
            return BY_NAME.compare(this, other);
        }
    }

    String write() {
        JsonArray all = new JsonArray();
        for (Place place : places) {
            all.add(new JsonArray().add(place.address()).add(place.group()).add(place.instance()));
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
            int instance = place.size() > 2 ? place.getInteger(2) : 0;
            places.add(new Place(place.getString(0), place.getString(1), instance));
        }
        return new GroupEntry(in.getString("node", ""), in.getLong("beat", 0L), places);
    }
}
