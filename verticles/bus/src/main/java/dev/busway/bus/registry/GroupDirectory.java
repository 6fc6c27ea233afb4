package dev.busway.bus.registry;

import dev.busway.bus.registry.GroupEntry.Place;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.shareddata.AsyncMap;
import io.vertx.core.shareddata.Shareable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which groups every node has; one per {@link Vertx}, for as long as that runs. Each node keeps one entry in a map of the cluster, beats it, and tells all others at each
 * change, so that a group is known wherever senders are when its subscription completes. An entry that no longer beats is
 * removed. Reads never wait: they are answered by this node's view. Safe on any thread.
 */
public final class GroupDirectory implements GroupRegistry, Shareable {
    private static final String KEY = "dev.busway.groups";
    private static final Logger LOG = LoggerFactory.getLogger(GroupDirectory.class);
    private static final String MAP = "busway.groups";
    /** Begins the name of what is no group of handlers. */
    public static final String INTERNAL = "~";

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
    private volatile @Nullable AsyncMap<String, String> map;
    private @Nullable MessageConsumer<String> ear;
    private @Nullable Future<GroupDirectory> opened;
    private Future<Void> round = Future.succeededFuture();
    private @Nullable Promise<Void> next;
    private long timer = -1;

    private GroupDirectory(Vertx vertx) {
        this.vertx = vertx;
    }

    /** The directory of this Vert.x, made and opened when first asked for. */
    public static Future<GroupDirectory> of(Vertx vertx) {
        Map<String, GroupDirectory> local = vertx.sharedData().getLocalMap(KEY);
        GroupDirectory made = local.computeIfAbsent(KEY, absent -> new GroupDirectory(vertx));
        return made.open();
    }

    public boolean isClustered() {
        return vertx.isClustered();
    }

    @Override
    public String node() {
        return node;
    }

    /** Every group of a channel, and the names with {@value #INTERNAL} that transports use among themselves. */
    public Set<String> groups(String address) {
        return view.groups(address);
    }

    @Override
    public Responders responders(String address) {
        Set<String> groups = view.groups(address).stream()
                .filter(group -> !group.startsWith(INTERNAL))
                .collect(Collectors.toSet());
        return isClustered() ? Responders.all(groups) : Responders.thisNode(groups);
    }

    /** The node that has this key's messages: the same for every sender that knows the same nodes. */
    public Optional<String> nodeOf(String address, String group, String key) {
        return view.nodeOf(address, group, key);
    }

    /** Whether this is the one node that takes foreign messages for a group. */
    public boolean isFirst(String address, String group) {
        return view.isFirst(address, group);
    }

    /** This node was not there any more; it is unless it beats again. */
    public void gone(String other) {
        view.remove(other);
    }

    @Override
    public Future<Void> join(String address, String group, int instance) {
        return view.join(new Place(address, group, instance)) ? announce() : Future.succeededFuture();
    }

    @Override
    public Future<Void> leave(String address, String group, int instance) {
        return view.leave(new Place(address, group, instance)) ? announce() : Future.succeededFuture();
    }

    private synchronized Future<GroupDirectory> open() {
        Future<GroupDirectory> known = opened;
        if (known == null || known.failed()) {
            known = (isClustered() ? listen() : Future.<Void>succeededFuture()).map(this);
            opened = known;
        }
        return known;
    }

    private Future<Void> listen() {
        ((VertxInternal) vertx).addCloseHook(done -> close().onComplete(done));
        MessageConsumer<String> heard = vertx.eventBus().consumer(MAP + "@" + node, told -> {
            hear(GroupEntry.read(told.body()));
            told.reply(null);
        });
        ear = heard;
        return heard.completion()
                .compose(done -> vertx.sharedData().<String, String>getClusterWideMap(MAP))
                .compose(shared -> {
                    map = shared;
                    timer = vertx.setPeriodic(BEAT.toMillis(), beat -> beat());
                    return write();
                })
                .compose(done -> readAll())
                .mapEmpty();
    }

    private Future<Void> close() {
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

    /** Many changes at once are told together: those that come while a round runs go with the next one. */
    private synchronized Future<Void> announce() {
        if (map == null) {
            return Future.succeededFuture();
        }
        Promise<Void> mine = next;
        if (mine == null) {
            mine = Promise.promise();
            next = mine;
            round = round.transform(before -> announceNow());
        }
        return mine.future();
    }

    private Future<Void> announceNow() {
        Promise<Void> now = started();
        write().compose(done -> readAll()).compose(this::tell).onComplete(now);
        return now.future();
    }

    private synchronized Promise<Void> started() {
        Promise<Void> now = next == null ? Promise.promise() : next;
        next = null;
        return now;
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
