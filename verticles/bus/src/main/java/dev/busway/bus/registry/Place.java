package dev.busway.bus.registry;

import io.vertx.core.json.JsonArray;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.Set;

/** One instance of one group of one channel, on a node. */
record Place(String address, String group, int instance) implements Comparable<Place> {
    private static final Comparator<Place> BY_NAME =
            Comparator.comparing(Place::address).thenComparing(Place::group).thenComparingInt(Place::instance);

    @Override
    public int compareTo(Place other) {
        return BY_NAME.compare(this, other);
    }

    static JsonArray write(Collection<Place> places) {
        JsonArray all = new JsonArray();
        places.forEach(place ->
                all.add(new JsonArray().add(place.address).add(place.group).add(place.instance)));
        return all;
    }

    static Set<Place> read(JsonArray all) {
        Set<Place> places = new LinkedHashSet<>();
        for (int i = 0; i < all.size(); i++) {
            JsonArray place = all.getJsonArray(i);
            places.add(new Place(place.getString(0), place.getString(1), place.getInteger(2)));
        }
        return places;
    }
}
