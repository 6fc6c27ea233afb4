package dev.busway.discovery.zookeeper;

import dev.busway.bus.discovery.ServiceInstance;
import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What this node offers, as ephemeral nodes. What could not be written or taken back stays wanted, for {@link #repair}. Calls of the
 * client run on the worker, one after the other. Safe on any thread.
 */
final class Ephemerals {
    private static final Logger LOG = LoggerFactory.getLogger(Ephemerals.class);

    private final WorkerExecutor worker;
    private final CuratorFramework client;
    private final String root;
    private final Map<String, ServiceInstance> mine = new HashMap<>();
    /** Taken back, and perhaps still there. */
    private final Set<ServiceInstance> leaving = new HashSet<>();

    private boolean repairing;

    Ephemerals(WorkerExecutor worker, CuratorFramework client, String root) {
        this.worker = worker;
        this.client = client;
        this.root = root;
    }

    synchronized Future<Void> register(ServiceInstance instance) {
        ServiceInstance before = mine.put(instance.id(), instance);
        leaving.remove(instance);
        Future<Void> written = put(instance);
        if (before == null || before.incarnation() == instance.incarnation()) {
            return written;
        }
        leaving.add(before);
        return written.compose(there -> delete(before));
    }

    synchronized Future<Void> deregister(String id) {
        ServiceInstance gone = mine.remove(id);
        if (gone == null) {
            return Future.succeededFuture();
        }
        leaving.add(gone);
        return delete(gone);
    }

    /** Writes again what is not there, after a lost session or a call that failed. One round at a time. */
    synchronized void repair(Predicate<String> isThere) {
        List<Future<Void>> steps = new ArrayList<>();
        if (!repairing) {
            mine.values().stream()
                    .filter(instance -> !isThere.test(path(instance)))
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

    /** Takes back all that there is. Blocks. */
    void withdraw() throws Exception {
        List<ServiceInstance> offered;
        synchronized (this) {
            leaving.addAll(mine.values());
            mine.clear();
            offered = List.copyOf(leaving);
        }
        for (ServiceInstance instance : offered) {
            deleteNow(instance);
        }
    }

    private Future<Void> put(ServiceInstance instance) {
        return worker.executeBlocking(() -> putNow(instance), true);
    }

    private @Nullable Void putNow(ServiceInstance instance) throws Exception {
        if (wanted(instance)) {
            client.create()
                    .orSetData()
                    .creatingParentContainersIfNeeded()
                    .withMode(CreateMode.EPHEMERAL)
                    .forPath(path(instance), instance.json().toBuffer().getBytes());
        }
        return null;
    }

    private synchronized boolean wanted(ServiceInstance instance) {
        return instance.equals(mine.get(instance.id()));
    }

    private Future<Void> delete(ServiceInstance instance) {
        return worker.executeBlocking(() -> deleteNow(instance), true);
    }

    private @Nullable Void deleteNow(ServiceInstance instance) throws Exception {
        if (left(instance)) {
            try {
                client.delete().forPath(path(instance));
            } catch (KeeperException.NoNodeException gone) {
                LOG.atDebug().addKeyValue("instance", instance.id()).log("registration gone already");
            }
            gone(instance);
        }
        return null;
    }

    private synchronized boolean left(ServiceInstance instance) {
        return leaving.contains(instance);
    }

    private synchronized void gone(ServiceInstance instance) {
        leaving.remove(instance);
    }

    private String path(ServiceInstance instance) {
        return root + "/" + URLEncoder.encode(instance.id(), StandardCharsets.UTF_8) + "~" + instance.incarnation();
    }
}
