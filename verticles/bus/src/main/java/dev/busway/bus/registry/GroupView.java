package dev.busway.bus.registry;

import dev.busway.bus.registry.Seats.Seat;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** One node's view of all nodes' groups: changed under a lock, by as much as has changed; read without one. */
final class GroupView {
    private final String self;
    private final Set<Place> own = new TreeSet<>();
    private final Map<String, Peer> others = new HashMap<>();
    /** The greatest beat of each other node. */
    private final Map<String, Long> heard = new HashMap<>();
    /** Nodes that were found missing, by the beat that they had: they are back with the next one. */
    private final Map<String, Long> missing = new HashMap<>();

    private final Seats seats = new Seats();
    private Set<Place> joined = new LinkedHashSet<>();
    private Set<Place> left = new LinkedHashSet<>();
    private long beat;
    private long version;

    GroupView(String self) {
        this.self = self;
    }

    Set<String> groups(String address) {
        return seats.groups(address);
    }

    /** The node of the instance that a key belongs to: when one comes or goes only its keys move. */
    Optional<String> nodeOf(String address, String group, String key) {
        String best = null;
        int most = Integer.MIN_VALUE;
        for (Seat seat : seats.of(address, group)) {
            int weight = Rendezvous.weight(seat.seed(), key);
            if (best == null || weight > most) {
                best = seat.node();
                most = weight;
            }
        }
        return Optional.ofNullable(best);
    }

    /** Another node of a group, by turns. */
    Optional<String> otherNode(String address, String group, int turn) {
        List<Seat> all = seats.of(address, group);
        for (int i = 0; i < all.size(); i++) {
            String node = all.get(Math.floorMod(turn + i, all.size())).node();
            if (!node.equals(self)) {
                return Optional.of(node);
            }
        }
        return Optional.empty();
    }

    boolean isFirst(String address, String group) {
        List<Seat> all = seats.of(address, group);
        return all.isEmpty() || all.get(0).node().equals(self);
    }

    /** This node's sign, with a new beat. */
    synchronized Sign beat() {
        return new Sign(self, ++beat, version);
    }

    /** All that this node has. What it has not told yet may be among it, and be told once more. */
    synchronized GroupEntry entry() {
        return new GroupEntry(beat(), Set.copyOf(own));
    }

    /** What has changed since the last time: a new version. */
    synchronized GroupChange change() {
        long since = version;
        version = ++beat;
        GroupChange change = new GroupChange(new Sign(self, beat, version), since, joined, left);
        joined = new LinkedHashSet<>();
        left = new LinkedHashSet<>();
        return change;
    }

    /** Whether that was news. */
    synchronized boolean join(Place place) {
        boolean news = own.add(place);
        if (news) {
            joined.add(place);
            left.remove(place);
            seats.add(self, place);
        }
        return news;
    }

    /** Whether that was news. */
    synchronized boolean leave(Place place) {
        boolean news = own.remove(place);
        if (news) {
            left.add(place);
            joined.remove(place);
            seats.remove(self, place);
        }
        return news;
    }

    /** Another node lives. Whether its groups as of this sign are unknown: then ask it, and {@link #put} what it says. */
    synchronized boolean lacks(Sign sign) {
        if (isForeign(sign) && isBack(sign)) {
            Peer known = others.get(sign.node());
            return known == null ? sign.version() > 0 : known.version < sign.version();
        }
        return false;
    }

    /** Whether that could be told: not where the version that it changes is not the one known here. */
    synchronized boolean apply(GroupChange change) {
        Sign sign = change.sign();
        if (!isForeign(sign) || !isBack(sign)) {
            return true;
        }
        Peer peer = others.computeIfAbsent(sign.node(), Peer::new);
        if (peer.version != change.since()) {
            return peer.version >= sign.version();
        }
        change.left().forEach(place -> peer.remove(place, seats));
        change.joined().forEach(place -> peer.add(place, seats));
        peer.version = sign.version();
        return true;
    }

    /** Takes what a node said of itself, unless a later word of it is known. */
    synchronized void put(GroupEntry entry) {
        Sign sign = entry.sign();
        if (!isForeign(sign) || !isBack(sign)) {
            return;
        }
        Peer peer = others.computeIfAbsent(sign.node(), Peer::new);
        if (peer.version < sign.version()) {
            Set<Place> gone = new HashSet<>(peer.places);
            gone.removeAll(entry.places());
            gone.forEach(place -> peer.remove(place, seats));
            entry.places().forEach(place -> peer.add(place, seats));
            peer.version = sign.version();
        }
    }

    /** A node was not there any more, as of the last word of it that was heard. */
    synchronized void remove(String node) {
        Peer removed = others.remove(node);
        if (removed != null) {
            missing.put(node, heard.getOrDefault(node, 0L));
            removed.places.forEach(place -> seats.remove(node, place));
        }
    }

    /** The other nodes that are known. */
    synchronized Set<String> nodes() {
        return Set.copyOf(others.keySet());
    }

    /** Forgets those that have no sign any more. */
    synchronized void keepOnly(Collection<String> nodes) {
        missing.keySet().retainAll(nodes);
        heard.keySet().retainAll(nodes);
        for (String node : List.copyOf(others.keySet())) {
            if (!nodes.contains(node)) {
                remove(node);
                missing.remove(node);
            }
        }
    }

    private boolean isForeign(Sign sign) {
        return !sign.node().equals(self);
    }

    /** Whether a node that was found missing has said something since. */
    private boolean isBack(Sign sign) {
        boolean back = missing.getOrDefault(sign.node(), -1L) < sign.beat();
        if (back) {
            missing.remove(sign.node());
            heard.merge(sign.node(), sign.beat(), Math::max);
        }
        return back;
    }

    /** Another node, as far as it is known here. */
    private static final class Peer {
        private final String node;
        private final Set<Place> places = new HashSet<>();
        private long version;

        Peer(String node) {
            this.node = node;
        }

        void add(Place place, Seats seats) {
            if (places.add(place)) {
                seats.add(node, place);
            }
        }

        void remove(Place place, Seats seats) {
            if (places.remove(place)) {
                seats.remove(node, place);
            }
        }
    }
}
