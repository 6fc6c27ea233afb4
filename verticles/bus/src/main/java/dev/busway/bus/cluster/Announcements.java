package dev.busway.bus.cluster;

import com.hazelcast.core.HazelcastException;
import com.hazelcast.multimap.MultiMap;
import com.hazelcast.spi.exception.RetryableException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.spi.cluster.NodeInfo;
import io.vertx.core.spi.cluster.RegistrationInfo;
import io.vertx.core.spi.cluster.RegistrationListener;
import io.vertx.core.spi.cluster.RegistrationUpdateEvent;
import io.vertx.spi.cluster.hazelcast.impl.HazelcastNodeInfo;
import io.vertx.spi.cluster.hazelcast.impl.HazelcastRegistrationInfo;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps true what the cluster knows of event-bus addresses. When sides of a split merge, or a node is dropped that lives,
 * registrations are lost, stay behind, or change unheard. So after each change of the membership, three times, and slowly always, each node
 * announces again what it has, takes out what belongs to no member, and reads again where it sends. One thread does that, as
 * Hazelcast's maps make their callers wait; nothing else waits for it.
 */
final class Announcements {
    private static final Logger LOG = LoggerFactory.getLogger(Announcements.class);
    private static final String SUBSCRIPTIONS = "__vertx.subs";
    private static final String NODES = "__vertx.nodeInfo";
    /** After a change: at once, and when what was under way meanwhile has ended. */
    private static final List<Duration> AFTER_CHANGE =
            List.of(Duration.ofMillis(200), Duration.ofSeconds(2), Duration.ofSeconds(6));
    /** How often all is looked through with nothing changed. */
    private static final Duration ALWAYS = Duration.ofSeconds(30);

    private final SteadyCluster cluster;
    private final Map<String, Set<RegistrationInfo>> own = new ConcurrentHashMap<>();
    /** Addresses that this node sends to, or did. */
    private final Set<String> targets = ConcurrentHashMap.newKeySet();
    /** Nodes that had registrations at the last look and were no members: out when they are none at the next. */
    private Set<String> strangers = Set.of();

    private final ExecutorService thread = Executors.newSingleThreadExecutor(work -> {
        Thread made = new Thread(work, "busway-announcements");
        made.setDaemon(true);
        return made;
    });
    private volatile @Nullable Vertx vertx;
    private volatile @Nullable RegistrationListener listener;
    private volatile @Nullable NodeInfo info;

    Announcements(SteadyCluster cluster) {
        this.cluster = cluster;
    }

    void listener(RegistrationListener told) {
        listener = told;
    }

    /** The node is reachable at {@code reachable} from now on. */
    void open(Vertx running, NodeInfo reachable) {
        vertx = running;
        info = reachable;
        running.setPeriodic(ALWAYS.toMillis(), due -> due());
    }

    /** The membership has changed. */
    void soon() {
        Vertx running = vertx;
        if (running != null && !thread.isShutdown()) {
            AFTER_CHANGE.forEach(later -> running.setTimer(later.toMillis(), due -> due()));
        }
    }

    private void due() {
        try {
            thread.execute(this::look);
        } catch (RejectedExecutionException closed) {
            LOG.debug("nothing announced after the end");
        }
    }

    void add(String address, RegistrationInfo registration) {
        own.compute(address, (same, known) -> {
            Set<RegistrationInfo> all = known == null ? ConcurrentHashMap.newKeySet() : known;
            all.add(registration);
            return all;
        });
    }

    void remove(String address, RegistrationInfo registration) {
        own.computeIfPresent(address, (same, all) -> {
            all.remove(registration);
            return all.isEmpty() ? null : all;
        });
    }

    /** All nodes that the registrations name. */
    Future<Set<String>> registered() {
        return Future.future(told -> thread.execute(() -> {
            try {
                told.succeed(subscriptions().entrySet().stream()
                        .map(entry -> entry.getValue().unwrap().nodeId())
                        .collect(Collectors.toUnmodifiableSet()));
            } catch (RuntimeException away) {
                told.fail(away);
            }
        }));
    }

    private MultiMap<String, HazelcastRegistrationInfo> subscriptions() {
        return cluster.getHazelcastInstance().getMultiMap(SUBSCRIPTIONS);
    }

    /** Somebody here sends to it. */
    void asked(String address) {
        targets.add(address);
    }

    void close() {
        thread.shutdownNow();
    }

    private void look() {
        try {
            announceNode();
            MultiMap<String, HazelcastRegistrationInfo> all = subscriptions();
            own.forEach((address, registrations) ->
                    registrations.forEach(registration -> announce(all, address, registration)));
            if (isFirst()) {
                takeOut(all);
            }
            targets.forEach(address -> readAgain(all, address));
        } catch (HazelcastException | IllegalStateException away) {
            // A split, or the end: looked at again after the next change, and in any case soon.
            LOG.atDebug().addKeyValue("cause", away.toString()).log("registrations not looked through");
        } catch (RuntimeException failed) {
            if (failed instanceof RetryableException) {
                LOG.atDebug().addKeyValue("cause", failed.toString()).log("registrations not looked through");
            } else {
                LOG.atWarn().addKeyValue("cause", failed.toString()).log("registrations not looked through");
            }
        }
    }

    private void announceNode() {
        NodeInfo reachable = info;
        if (reachable != null) {
            cluster.getHazelcastInstance()
                    .<String, HazelcastNodeInfo>getMap(NODES)
                    .set(cluster.getNodeId(), new HazelcastNodeInfo(reachable));
        }
    }

    private void announce(
            MultiMap<String, HazelcastRegistrationInfo> all, String address, RegistrationInfo registration) {
        if (registration.localOnly()) {
            return;
        }
        HazelcastRegistrationInfo announced = new HazelcastRegistrationInfo(registration);
        if (all.put(address, announced)) {
            LOG.atDebug().addKeyValue("address", address).log("registration lost, announced again");
        }
        if (!own.getOrDefault(address, Set.of()).contains(registration)) {
            all.remove(address, announced);
        }
    }

    /** One member is enough to take out what is left of others. */
    private boolean isFirst() {
        return cluster.getNodes().stream().noneMatch(other -> other.compareTo(cluster.getNodeId()) < 0);
    }

    private void takeOut(MultiMap<String, HazelcastRegistrationInfo> all) {
        Set<String> members = Set.copyOf(cluster.getNodes());
        Set<String> seen = new HashSet<>();
        all.entrySet().forEach(entry -> {
            String node = entry.getValue().unwrap().nodeId();
            if (!members.contains(node)) {
                seen.add(node);
                if (strangers.contains(node)) {
                    all.remove(entry.getKey(), entry.getValue());
                }
            }
        });
        strangers = seen;
    }

    private void readAgain(MultiMap<String, HazelcastRegistrationInfo> all, String address) {
        RegistrationListener told = listener;
        if (told == null || !told.wantsUpdatesFor(address)) {
            targets.remove(address);
            return;
        }
        List<RegistrationInfo> now = new ArrayList<>();
        all.get(address).forEach(registration -> now.add(registration.unwrap()));
        own.getOrDefault(address, Set.of()).stream()
                .filter(RegistrationInfo::localOnly)
                .forEach(now::add);
        told.registrationsUpdated(new RegistrationUpdateEvent(address, now));
    }
}
