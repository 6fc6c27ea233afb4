package dev.busway.bus.cluster;

import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.config.Config;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import com.hazelcast.core.LifecycleEvent;
import io.vertx.core.Completable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.spi.cluster.NodeInfo;
import io.vertx.core.spi.cluster.RegistrationInfo;
import io.vertx.core.spi.cluster.RegistrationListener;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hazelcast's cluster manager, with what it lacks: it tells of changes of the membership before it cleans up after them, and what is lost
 * when the sides of a split merge is mended by {@link Announcements}.
 */
final class SteadyCluster extends HazelcastClusterManager {
    private static final Logger LOG = LoggerFactory.getLogger(SteadyCluster.class);

    private final Announcements announcements = new Announcements(this);
    private final List<Runnable> watchers = new CopyOnWriteArrayList<>();
    private @Nullable Vertx vertx;

    SteadyCluster(Config config) {
        super(config);
    }

    @Override
    public void init(Vertx running) {
        vertx = running;
        super.init(running);
    }

    /** Runs when a member comes, goes, or a split is over: at once, on a thread of Hazelcast's that must not wait. */
    void onChange(Runnable watcher) {
        watchers.add(watcher);
    }

    Future<Set<String>> registered() {
        return announcements.registered();
    }

    @Override
    public void setNodeInfo(NodeInfo own, Completable<Void> done) {
        super.setNodeInfo(own, (set, failure) -> {
            announcements.open(Objects.requireNonNull(vertx), own);
            if (failure == null) {
                done.succeed();
            } else {
                done.fail(failure);
            }
        });
    }

    @Override
    public synchronized void memberAdded(MembershipEvent event) {
        super.memberAdded(event);
        changed();
    }

    /** Who waits for the dead one is told first: the cleaning takes its time. */
    @Override
    public synchronized void memberRemoved(MembershipEvent event) {
        changed();
        super.memberRemoved(event);
    }

    @Override
    public synchronized void stateChanged(LifecycleEvent event) {
        super.stateChanged(event);
        if (event.getState() == LifecycleEvent.LifecycleState.MERGED) {
            changed();
        }
    }

    private void changed() {
        watchers.forEach(SteadyCluster::tell);
        announcements.soon();
    }

    /** Hazelcast's thread goes on, whatever becomes of one who is told: nobody is, where this node itself has just ended. */
    private static void tell(Runnable watcher) {
        try {
            watcher.run();
        } catch (HazelcastInstanceNotActiveException ended) {
            LOG.atDebug().addKeyValue("cause", ended.getMessage()).log("membership not told, this node has ended");
        } catch (RuntimeException failed) {
            LOG.atWarn().addKeyValue("cause", failed.toString()).log("membership not told");
        }
    }

    @Override
    public void registrationListener(RegistrationListener listener) {
        super.registrationListener(listener);
        announcements.listener(listener);
    }

    @Override
    public void addRegistration(String address, RegistrationInfo registration, Completable<Void> done) {
        announcements.add(address, registration);
        super.addRegistration(address, registration, done);
    }

    @Override
    public void removeRegistration(String address, RegistrationInfo registration, Completable<Void> done) {
        announcements.remove(address, registration);
        super.removeRegistration(address, registration, done);
    }

    @Override
    public void getRegistrations(String address, Completable<List<RegistrationInfo>> done) {
        announcements.asked(address);
        super.getRegistrations(address, done);
    }

    @Override
    public void leave(Completable<Void> done) {
        announcements.close();
        super.leave(done);
    }
}
