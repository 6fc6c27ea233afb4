package dev.busway.discovery.zookeeper;

import dev.busway.bus.discovery.Registry;
import dev.busway.bus.discovery.RegistryContext;
import dev.busway.bus.discovery.RegistryView;
import dev.busway.bus.discovery.ServiceInstance;
import dev.busway.config.ConfigException;
import dev.busway.discovery.Known;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.framework.recipes.cache.ChildData;
import org.apache.curator.framework.recipes.cache.CuratorCache;
import org.apache.curator.framework.recipes.cache.CuratorCacheListener;
import org.apache.curator.retry.RetryOneTime;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The registry in ZooKeeper: an ephemeral node for each instance, so that the lease is the session. Each incarnation has a path of its
 * own: what a dead one left goes with its session and takes nothing of its successor with it. Calls of the client run on a thread of
 * its own, one after the other. Safe on any thread.
 */
public final class ZooKeeperRegistry implements Registry {
    private static final Logger LOG = LoggerFactory.getLogger(ZooKeeperRegistry.class);
    private static final Duration CONNECT = Duration.ofSeconds(15);
    /** Looks whether the client is connected, and whether all is there that this node offers. */
    private static final Duration LOOK = Duration.ofSeconds(1);

    private static final int RETRY_MILLIS = 500;
    private static final int LONGEST_CLOSE_MILLIS = 2_000;

    private final Known known = new Known(System::nanoTime);
    private final Map<String, ServiceInstance> mine = new HashMap<>();
    /** Taken back, and perhaps still there. */
    private final Set<ServiceInstance> leaving = new HashSet<>();

    private @Nullable Open open;
    private boolean repairing;

    private record Open(
            Vertx vertx, WorkerExecutor worker, CuratorFramework client, CuratorCache cache, String root, long timer) {
        String path(ServiceInstance instance) {
            return root + "/" + URLEncoder.encode(instance.id(), StandardCharsets.UTF_8) + "~" + instance.incarnation();
        }
    }

    @Override
    public String kind() {
        return "zookeeper";
    }

    @Override
    public void onChange(Runnable heard) {
        known.onChange(heard);
    }

    @Override
    public Future<Void> open(RegistryContext context) {
        ZooKeeperOptions options;
        try {
            options = ZooKeeperOptions.from(context.config());
        } catch (ConfigException wrong) {
            return Future.failedFuture(wrong);
        }
        Vertx vertx = context.vertx();
        WorkerExecutor worker = vertx.createSharedWorkerExecutor("busway-zookeeper-" + context.node(), 1);
        CuratorFramework client = CuratorFrameworkFactory.builder()
                .connectString(options.connect())
                .sessionTimeoutMs((int) options.session().toMillis())
                .connectionTimeoutMs((int) CONNECT.toMillis())
                .maxCloseWaitMs(LONGEST_CLOSE_MILLIS)
                .retryPolicy(new RetryOneTime(RETRY_MILLIS))
                .build();
        String root = options.path() + "/instances";
        CuratorCache cache = CuratorCache.build(client, root);
        Promise<Void> filled = Promise.promise();
        cache.listenable()
                .addListener(CuratorCacheListener.builder()
                        .forAll((type, before, now) -> told(client, cache))
                        .forInitialized(() -> {
                            told(client, cache);
                            filled.tryComplete();
                        })
                        .build());
        long timer = vertx.setPeriodic(LOOK.toMillis(), tick -> look());
        Open opening = new Open(vertx, worker, client, cache, root, timer);
        synchronized (this) {
            open = opening;
        }
        return worker.<Void>executeBlocking(
                        () -> {
                            client.start();
                            if (!client.blockUntilConnected((int) CONNECT.toSeconds(), TimeUnit.SECONDS)) {
                                throw new ConfigException("registry.connect: no ZooKeeper answers at "
                                        + options.connect() + " within " + CONNECT.toSeconds()
                                        + " s. Mend: start it, or name where it is.");
                            }
                            cache.start();
                            return null;
                        },
                        true)
                .compose(connected -> filled.future())
                .recover(failed -> close().transform(closed -> Future.failedFuture(failed)));
    }

    @Override
    public synchronized Future<Void> register(ServiceInstance instance) {
        ServiceInstance before = mine.put(instance.id(), instance);
        Future<Void> written = put(instance);
        return before == null || before.incarnation() == instance.incarnation()
                ? written
                : written.compose(there -> delete(before));
    }

    @Override
    public synchronized Future<Void> deregister(String id) {
        ServiceInstance gone = mine.remove(id);
        return gone == null ? Future.succeededFuture() : delete(gone);
    }

    private synchronized Future<Void> put(ServiceInstance instance) {
        Open now = open;
        if (now == null) {
            return Future.failedFuture("the registry of this node is not open");
        }
        return now.worker()
                .executeBlocking(
                        () -> {
                            if (!wanted(instance)) {
                                return null;
                            }
                            now.client()
                                    .create()
                                    .orSetData()
                                    .creatingParentContainersIfNeeded()
                                    .withMode(CreateMode.EPHEMERAL)
                                    .forPath(
                                            now.path(instance),
                                            instance.json().toBuffer().getBytes());
                            return null;
                        },
                        true);
    }

    private synchronized boolean wanted(ServiceInstance instance) {
        return instance.equals(mine.get(instance.id()));
    }

    private synchronized Future<Void> delete(ServiceInstance instance) {
        Open now = open;
        return now == null ? Future.succeededFuture() : now.worker().executeBlocking(() -> delete(now, instance), true);
    }

    private static @Nullable Void delete(Open now, ServiceInstance instance) throws Exception {
        try {
            now.client().delete().forPath(now.path(instance));
        } catch (KeeperException.NoNodeException gone) {
            LOG.atDebug().addKeyValue("instance", instance.id()).log("registration gone already");
        }
        return null;
    }

    @Override
    public RegistryView view() {
        return known.view();
    }

    private void told(CuratorFramework client, CuratorCache cache) {
        if (!client.getZookeeperClient().isConnected()) {
            return;
        }
        List<ServiceInstance> found = new ArrayList<>();
        cache.stream().forEach(node -> read(node, found));
        known.are(found);
    }

    /** Parents have no data of ours, and others may write what they like. */
    private static void read(ChildData node, List<ServiceInstance> found) {
        if (node.getData() != null
                && node.getData().length > 0
                && node.getPath().contains("~")) {
            try {
                found.add(ServiceInstance.of(new JsonObject(Buffer.buffer(node.getData()))));
            } catch (DecodeException foreign) {
                LOG.atDebug().addKeyValue("path", node.getPath()).log("no registration");
            }
        }
    }

    private synchronized void look() {
        Open now = open;
        if (now != null && now.client().getZookeeperClient().isConnected()) {
            known.confirmed();
            repair(now);
        }
    }

    /** Writes again what is not as it should be: after a lost session, or a call that failed. One round at a time. */
    private void repair(Open now) {
        List<Future<Void>> steps = new ArrayList<>();
        if (!repairing) {
            mine.values().stream()
                    .filter(instance -> now.cache().get(now.path(instance)).isEmpty())
                    .forEach(instance -> steps.add(put(instance)));
            List.copyOf(leaving).forEach(instance -> steps.add(delete(instance)));
        }
        if (!steps.isEmpty()) {
            repairing = true;
            Future.join(steps).onComplete(done -> repaired(done.cause()));
        }
    }

    private synchronized void repaired(@Nullable Throwable away) {
        repairing = false;
        if (away != null) {
            LOG.atWarn().addKeyValue("cause", away.getMessage()).log("registry not repaired, tried again");
        }
    }

    @Override
    public Future<Void> close() {
        Open now;
        List<ServiceInstance> offered;
        synchronized (this) {
            now = open;
            if (now == null) {
                return Future.succeededFuture();
            }
            open = null;
            offered = List.copyOf(mine.values());
            mine.clear();
        }
        now.vertx().cancelTimer(now.timer());
        return now.worker()
                .<Void>executeBlocking(
                        () -> {
                            if (now.client().getZookeeperClient().isConnected()) {
                                for (ServiceInstance instance : offered) {
                                    delete(now, instance);
                                }
                            }
                            now.cache().close();
                            now.client().close();
                            return null;
                        },
                        true)
                .transform(closed -> now.worker()
                        .close()
                        .transform(ended ->
                                closed.succeeded() ? Future.succeededFuture() : Future.failedFuture(closed.cause())));
    }
}
