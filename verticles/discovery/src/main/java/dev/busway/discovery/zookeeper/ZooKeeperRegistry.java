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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.framework.recipes.cache.ChildData;
import org.apache.curator.framework.recipes.cache.CuratorCache;
import org.apache.curator.framework.recipes.cache.CuratorCacheListener;
import org.apache.curator.retry.RetryOneTime;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The registry in ZooKeeper: an ephemeral node for each instance, so that the lease is the session. Each incarnation has a path of its
 * own: what a dead one left goes with its session and takes nothing of its successor with it. Safe on any thread.
 */
public final class ZooKeeperRegistry implements Registry {
    private static final Logger LOG = LoggerFactory.getLogger(ZooKeeperRegistry.class);
    private static final Duration CONNECT = Duration.ofSeconds(15);
    /** Looks whether the client is connected, and whether all is there that this node offers. */
    private static final Duration LOOK = Duration.ofSeconds(1);

    private static final int RETRY_MILLIS = 500;
    private static final int LONGEST_CLOSE_MILLIS = 2_000;

    private final Known known = new Known(System::nanoTime);
    private @Nullable Open open;

    private record Open(
            Vertx vertx,
            WorkerExecutor worker,
            CuratorFramework client,
            CuratorCache cache,
            Ephemerals offered,
            long timer) {}

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
        CuratorFramework client = client(options);
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
        synchronized (this) {
            open = new Open(vertx, worker, client, cache, new Ephemerals(worker, client, root), timer);
        }
        return worker.<Void>executeBlocking(() -> connect(client, cache, options), true)
                .compose(connected -> filled.future())
                .recover(failed -> close().transform(closed -> Future.failedFuture(failed)));
    }

    private static CuratorFramework client(ZooKeeperOptions options) {
        return CuratorFrameworkFactory.builder()
                .connectString(options.connect())
                .sessionTimeoutMs((int) options.session().toMillis())
                .connectionTimeoutMs((int) CONNECT.toMillis())
                .maxCloseWaitMs(LONGEST_CLOSE_MILLIS)
                .retryPolicy(new RetryOneTime(RETRY_MILLIS))
                .build();
    }

    private static @Nullable Void connect(CuratorFramework client, CuratorCache cache, ZooKeeperOptions options)
            throws InterruptedException {
        client.start();
        if (!client.blockUntilConnected((int) CONNECT.toSeconds(), TimeUnit.SECONDS)) {
            throw new ConfigException("registry.connect: no ZooKeeper answers at " + options.connect() + " within "
                    + CONNECT.toSeconds() + " s. Mend: start it, or name where it is.");
        }
        cache.start();
        return null;
    }

    @Override
    public synchronized Future<Void> register(ServiceInstance instance) {
        Open now = open;
        return now == null
                ? Future.failedFuture("the registry of this node is not open")
                : now.offered().register(instance);
    }

    @Override
    public synchronized Future<Void> deregister(String id) {
        Open now = open;
        return now == null ? Future.succeededFuture() : now.offered().deregister(id);
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
            now.offered().repair(path -> now.cache().get(path).isPresent());
        }
    }

    @Override
    public Future<Void> close() {
        Open now;
        synchronized (this) {
            now = open;
            if (now == null) {
                return Future.succeededFuture();
            }
            open = null;
        }
        now.vertx().cancelTimer(now.timer());
        return now.worker().<Void>executeBlocking(() -> end(now), true).transform(closed -> now.worker()
                .close()
                .transform(
                        ended -> closed.succeeded() ? Future.succeededFuture() : Future.failedFuture(closed.cause())));
    }

    private static @Nullable Void end(Open now) throws Exception {
        try {
            if (now.client().getZookeeperClient().isConnected()) {
                now.offered().withdraw();
            }
        } finally {
            now.cache().close();
            now.client().close();
        }
        return null;
    }
}
