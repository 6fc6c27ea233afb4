package dev.busway.bus.registry;

import dev.busway.bus.registry.GroupEntry.Place;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** One node's view of all nodes' groups: written rarely under a lock, read from a snapshot that never changes. */
final class GroupView {
    /** One instance of a group, in the cluster. */
    private record Seat(String node, int seed) {}

    private final String self;
    private final Set<Place> own = new TreeSet<>();
    private final Map<String, GroupEntry> others = new HashMap<>();
    /** Nodes that were found missing, by the beat that they had: they are back with the next one. */
    private final Map<String, Long> missing = new HashMap<>();

    private long beat;
    /** By address and group, sorted by node. */
    private volatile Map<String, Map<String, List<Seat>>> seats = Map.of();

    GroupView(String self) {
        this.self = self;
    }

    Set<String> groups(String address) {
        return seats.getOrDefault(address, Map.of()).keySet();
    }

    /** The node of the instance that a key belongs to: when one comes or goes only its keys move. */
    Optional<String> nodeOf(String address, String group, String key) {
        String best = null;
        int most = Integer.MIN_VALUE;
        for (Seat seat : seats(address, group)) {
            int weight = Rendezvous.weight(seat.seed(), key);
            if (best == null || weight > most) {
                best = seat.node();
                most = weight;
            }
        }
        return Optional.ofNullable(best);
    }

    boolean isFirst(String address, String group) {
        List<Seat> all = seats(address, group);
        return all.isEmpty() || all.get(0).node().equals(self);
    }

    synchronized GroupEntry own() {
        return new GroupEntry(self, ++beat, Set.copyOf(own));
    }

    synchronized long beat(String node) {
        GroupEntry entry = others.get(node);
        return entry == null ? -1 : entry.beat();
    }

    /** Whether that was news. */
    synchronized boolean join(Place place) {
        boolean news = own.add(place);
        if (news) {
            index();
        }
        return news;
    }

    /** Whether that was news. */
    synchronized boolean leave(Place place) {
        boolean news = own.remove(place);
        if (news) {
            index();
        }
        return news;
    }

    synchronized void put(GroupEntry entry) {
        GroupEntry known = others.get(entry.node());
        long lost = missing.getOrDefault(entry.node(), -1L);
        if ((known == null || known.beat() < entry.beat()) && lost < entry.beat()) {
            missing.remove(entry.node());
            others.put(entry.node(), entry);
            if (known == null || !known.places().equals(entry.places())) {
                index();
            }
        }
    }

    synchronized void remove(String node) {
        GroupEntry removed = others.remove(node);
        if (removed != null) {
            missing.put(node, removed.beat());
            index();
        }
    }

    /** Forgets those that are in the map no more. */
    synchronized void keepOnly(Set<String> nodes) {
        missing.keySet().retainAll(nodes);
        if (others.keySet().retainAll(nodes)) {
            index();
        }
    }

    private List<Seat> seats(String address, String group) {
        return seats.getOrDefault(address, Map.of()).getOrDefault(group, List.of());
    }

    private void index() {
        Map<String, Set<Place>> all = new TreeMap<>();
        others.values().forEach(entry -> all.put(entry.node(), entry.places()));
        all.put(self, own);
        Map<String, Map<String, List<Seat>>> made = new HashMap<>();
        all.forEach((node, places) -> add(made, node, places));
        seats = made;
    }

    private static void add(Map<String, Map<String, List<Seat>>> to, String node, Set<Place> places) {
        for (Place place : places) {
            to.computeIfAbsent(place.address(), address -> new TreeMap<>())
                    .computeIfAbsent(place.group(), group -> new ArrayList<>())
                    .add(new Seat(node, Rendezvous.seed(node, place.instance())));
        }
    }
}
