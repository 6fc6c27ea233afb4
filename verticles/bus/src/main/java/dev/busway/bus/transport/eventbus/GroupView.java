package dev.busway.bus.transport.eventbus;

import dev.busway.bus.transport.eventbus.GroupEntry.Place;
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
    private final String self;
    private final Set<Place> own = new TreeSet<>();
    private final Map<String, GroupEntry> others = new HashMap<>();
    /** Nodes that were found missing, by the beat that they had: they are back with the next one. */
    private final Map<String, Long> missing = new HashMap<>();

    private long beat;
    private volatile Map<String, Map<String, List<String>>> nodesByGroup = Map.of();

    GroupView(String self) {
        this.self = self;
    }

    Set<String> groups(String address) {
        return nodesByGroup.getOrDefault(address, Map.of()).keySet();
    }

    /** By rendezvous hashing: when a node comes or goes only its keys move. */
    Optional<String> nodeOf(String address, String group, String key) {
        String best = null;
        int most = Integer.MIN_VALUE;
        for (String node : nodes(address, group)) {
            int weight = spread(key.hashCode() * 31 + node.hashCode());
            if (best == null || weight > most) {
                best = node;
                most = weight;
            }
        }
        return Optional.ofNullable(best);
    }

    boolean isFirst(String address, String group) {
        List<String> nodes = nodes(address, group);
        return nodes.isEmpty() || nodes.get(0).equals(self);
    }

    synchronized GroupEntry own() {
        return new GroupEntry(self, ++beat, Set.copyOf(own));
    }

    synchronized long beat(String node) {
        GroupEntry entry = others.get(node);
        return entry == null ? -1 : entry.beat();
    }

    synchronized void join(String address, String group) {
        own.add(new Place(address, group));
        index();
    }

    synchronized void leave(String address, String group) {
        own.remove(new Place(address, group));
        index();
    }

    synchronized void put(GroupEntry entry) {
        GroupEntry known = others.get(entry.node());
        long lost = missing.getOrDefault(entry.node(), -1L);
        if ((known == null || known.beat() < entry.beat()) && lost < entry.beat()) {
            missing.remove(entry.node());
            others.put(entry.node(), entry);
            index();
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

    private List<String> nodes(String address, String group) {
        return nodesByGroup.getOrDefault(address, Map.of()).getOrDefault(group, List.of());
    }

    private void index() {
        Map<String, Map<String, List<String>>> made = new HashMap<>();
        new TreeMap<>(others).values().forEach(entry -> add(made, entry.node(), entry.places()));
        add(made, self, own);
        made.values().forEach(groups -> groups.values().forEach(nodes -> nodes.sort(null)));
        nodesByGroup = made;
    }

    private static void add(Map<String, Map<String, List<String>>> to, String node, Set<Place> places) {
        for (Place place : places) {
            to.computeIfAbsent(place.address(), address -> new TreeMap<>())
                    .computeIfAbsent(place.group(), group -> new ArrayList<>())
                    .add(node);
        }
    }

    private static int spread(int hash) {
        int mixed = hash * 0x9E3779B9;
        return mixed ^ (mixed >>> 16);
    }
}
