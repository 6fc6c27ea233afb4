package dev.busway.bus.transport.eventbus;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.shareddata.AsyncMap;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which groups every node has. Each node keeps one entry in a map of the cluster, beats it, and tells all others at each
 * change, so that a group is known wherever senders are when its subscription completes. An entry that no longer beats is
 * removed. Reads never wait: they are answered by this node's view. Safe on any thread.
 */
final class GroupDirectory {
    private static final Logger LOG = LoggerFactory.getLogger(GroupDirectory.class);
    private static final String MAP = "busway.groups";
    private static final Duration BEAT = Duration.ofSeconds(5);
    /** Beats that a node may miss before its entry is removed. */
    private static final int MISSED_BEATS = 4;
    /** The longest wait for another node to say that it has heard of a change; it reads the map at its next beat. */
    private static final Duration HEARD = Duration.ofSeconds(1);

    private final Vertx vertx;
    private final String node = UUID.randomUUID().toString();
    private final GroupView view = new GroupView(node);
    private final Map<String, Integer> silent = new HashMap<>();
    private final Map<String, Long> lastBeat = new HashMap<>();
    private @Nullable AsyncMap<String, String> map;
    private @Nullable MessageConsumer<String> ear;
    private long timer = -1;

    GroupDirectory(Vertx vertx) {
        this.vertx = vertx;
    }

    boolean isClustered() {
        return vertx.isClustered();
    }

    String node() {
        return node;
    }

    Set<String> groups(String address) {
        return view.groups(address);
    }

    /** The node that has this key's messages: the same for every sender that knows the same nodes. */
    Optional<String> nodeOf(String address, String group, String key) {
        return view.nodeOf(address, group, key);
    }

    /** Whether this is the one node that takes foreign messages for a group. */
    boolean isFirst(String address, String group) {
        return view.isFirst(address, group);
    }

    /** This node was not there any more; it is unless it beats again. */
    void gone(String other) {
        view.remove(other);
    }

    Future<Void> open() {
        if (!isClustered()) {
            return Future.succeededFuture();
        }
        MessageConsumer<String> opened = vertx.eventBus().consumer(MAP + "@" + node, told -> {
            hear(GroupEntry.read(told.body()));
            told.reply(null);
        });
        ear = opened;
        return opened.completion()
                .compose(done -> vertx.sharedData().<String, String>getClusterWideMap(MAP))
                .compose(shared -> {
                    map = shared;
                    timer = vertx.setPeriodic(BEAT.toMillis(), beat -> beat());
                    return write();
                })
                .compose(done -> readAll())
                .mapEmpty();
    }

    Future<Void> join(String address, String group) {
        view.join(address, group);
        return announce();
    }

    Future<Void> leave(String address, String group) {
        view.leave(address, group);
        return announce();
    }

    Future<Void> close() {
        AsyncMap<String, String> shared = map;
        MessageConsumer<String> open = ear;
        if (shared == null || open == null) {
            return Future.succeededFuture();
        }
        map = null;
        vertx.cancelTimer(timer);
        return open.unregister()
                .eventually(() -> shared.remove(node))
                .<Void>mapEmpty()
                .otherwiseEmpty();
    }

    private Future<Void> announce() {
        if (map == null) {
            return Future.succeededFuture();
        }
        return write().compose(done -> readAll()).compose(this::tell);
    }

    private Future<Void> write() {
        AsyncMap<String, String> shared = map;
        return shared == null
                ? Future.succeededFuture()
                : shared.put(node, view.own().write());
    }

    private Future<Set<String>> readAll() {
        AsyncMap<String, String> shared = map;
        if (shared == null) {
            return Future.succeededFuture(Set.of());
        }
        return shared.entries().map(all -> {
            all.values().forEach(text -> hear(GroupEntry.read(text)));
            return all.keySet();
        });
    }

    private Future<Void> tell(Set<String> nodes) {
        String entry = view.own().write();
        DeliveryOptions briefly = new DeliveryOptions().setSendTimeout(HEARD.toMillis());
        List<Future<?>> told = new ArrayList<>();
        for (String other : nodes) {
            if (!other.equals(node)) {
                told.add(vertx.eventBus()
                        .request(MAP + "@" + other, entry, briefly)
                        .otherwiseEmpty());
            }
        }
        return Future.join(told).mapEmpty();
    }

    private void hear(GroupEntry entry) {
        if (!entry.node().equals(node)) {
            view.put(entry);
        }
    }

    private void beat() {
        write().compose(done -> readAll()).onSuccess(this::bury).onFailure(failure -> LOG.atWarn()
                .addKeyValue("cause", failure.toString())
                .log("group directory not refreshed"));
    }

    /** Runs on the timer's context only. */
    private void bury(Set<String> nodes) {
        view.keepOnly(nodes);
        for (String other : nodes) {
            long beat = view.beat(other);
            if (other.equals(node) || lastBeat.getOrDefault(other, -1L) != beat) {
                lastBeat.put(other, beat);
                silent.remove(other);
            } else if (silent.merge(other, 1, Integer::sum) >= MISSED_BEATS) {
                LOG.atInfo().addKeyValue("node", other).log("silent node forgotten");
                silent.remove(other);
                lastBeat.remove(other);
                view.remove(other);
                AsyncMap<String, String> shared = map;
                if (shared != null) {
                    shared.remove(other);
                }
            }
        }
    }
}
