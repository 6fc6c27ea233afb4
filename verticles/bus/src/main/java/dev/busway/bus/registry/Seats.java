package dev.busway.bus.registry;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * The instances of every group in the cluster, by address and group, sorted by node. A change touches its own address alone; reads
 * never wait. Changed by one thread at a time.
 */
final class Seats {
    private static final Comparator<Seat> BY_NODE =
            Comparator.comparing(Seat::node).thenComparingInt(Seat::instance);

    /** The maps and lists inside never change: a change puts others in their place. */
    private final Map<String, Map<String, List<Seat>>> byAddress = new ConcurrentHashMap<>();

    /** One instance of a group. */
    record Seat(String node, int instance, int seed) {}

    Set<String> groups(String address) {
        return byAddress.getOrDefault(address, Map.of()).keySet();
    }

    List<Seat> of(String address, String group) {
        return byAddress.getOrDefault(address, Map.of()).getOrDefault(group, List.of());
    }

    void add(String node, Place place) {
        Seat seat = seat(node, place);
        change(place, seats -> {
            int at = Collections.binarySearch(seats, seat, BY_NODE);
            if (at < 0) {
                seats.add(-at - 1, seat);
            }
        });
    }

    void remove(String node, Place place) {
        Seat seat = seat(node, place);
        change(place, seats -> seats.remove(seat));
    }

    private static Seat seat(String node, Place place) {
        return new Seat(node, place.instance(), Rendezvous.seed(node, place.instance()));
    }

    private void change(Place place, Consumer<List<Seat>> edit) {
        Map<String, List<Seat>> groups = new TreeMap<>(byAddress.getOrDefault(place.address(), Map.of()));
        List<Seat> seats = new ArrayList<>(groups.getOrDefault(place.group(), List.of()));
        edit.accept(seats);
        if (seats.isEmpty()) {
            groups.remove(place.group());
        } else {
            groups.put(place.group(), seats);
        }
        if (groups.isEmpty()) {
            byAddress.remove(place.address());
        } else {
            byAddress.put(place.address(), groups);
        }
    }
}
