package dev.busway.amqp;

import dev.busway.bus.Registration;
import dev.busway.bus.transport.broker.GroupWork;
import io.vertx.core.Future;
import java.util.List;

/** This node's member of one group: a link to each of the group's queues, and their common work. Safe on any thread. */
final class GroupMember implements Registration {
    private final GroupWork work;
    private final List<QueueLink> links;
    private final Runnable atEnd;

    /** @param atEnd runs when leaving begins */
    GroupMember(GroupWork work, List<QueueLink> links, Runnable atEnd) {
        this.work = work;
        this.links = links;
        this.atEnd = atEnd;
    }

    /** Completes when every queue is open to this node. */
    Future<Registration> join() {
        return Future.join(links.stream().map(QueueLink::open).toList())
                .<Registration>map(this)
                .recover(failed -> unregister().transform(left -> Future.failedFuture(failed)));
    }

    @Override
    public Future<Void> unregister() {
        atEnd.run();
        work.stop();
        return Future.join(links.stream().map(QueueLink::close).toList()).mapEmpty();
    }
}
