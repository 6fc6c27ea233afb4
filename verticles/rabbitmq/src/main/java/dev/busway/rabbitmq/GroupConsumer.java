package dev.busway.rabbitmq;

import com.rabbitmq.client.Connection;
import dev.busway.bus.Registration;
import dev.busway.bus.transport.broker.GroupWork;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This node's member of one group: a consumer on each of its queues. Where a queue has one active consumer the node that came first
 * would do all the work, so a node that has more than its share gives some away. Safe on any thread.
 */
final class GroupConsumer implements Registration {
    private static final Logger LOG = LoggerFactory.getLogger(GroupConsumer.class);

    private final Vertx vertx;
    private final String group;
    private final GroupIntake intake;
    private final List<QueueConsumer> consumers;
    private final Duration drain;
    private final long timer;
    private final Lag lag;
    private final long lagTimer;

    GroupConsumer(
            Vertx vertx, String group, GroupIntake intake, List<QueueConsumer> consumers, RabbitSettings settings) {
        this.vertx = vertx;
        this.group = group;
        this.intake = intake;
        this.consumers = consumers;
        this.drain = settings.drain();
        this.timer = consumers.size() == 1
                ? -1
                : vertx.setPeriodic(settings.balanceEvery().toMillis(), tick -> intake.link()
                        .execute(now -> balance()));
        this.lag = new Lag(consumers);
        this.lagTimer = vertx.setPeriodic(
                settings.lagEvery().toMillis(), tick -> intake.link().execute(now -> lag.look()));
    }

    /** Messages that wait at the broker, as it was a moment ago. Safe on any thread. */
    long lag() {
        return lag.messages();
    }

    /** Completes when the broker knows every consumer. */
    Future<Registration> join() {
        return Future.join(consumers.stream().map(QueueConsumer::begin).toList())
                .<Registration>map(this)
                .recover(failed -> unregister().transform(ended -> Future.failedFuture(failed)));
    }

    GroupWork work() {
        return intake.work();
    }

    int queues() {
        return consumers.size();
    }

    /** On the link's thread. */
    private void balance() throws IOException {
        List<QueueConsumer> mine =
                consumers.stream().filter(QueueConsumer::isActive).toList();
        QueueShard first = mine.isEmpty() ? null : mine.get(0).shard();
        if (first == null || !first.channel.isOpen()) {
            return;
        }
        // Every member stands in every queue's line.
        int members = Math.max(1, Math.toIntExact(first.channel.consumerCount(first.queue)));
        int share = (consumers.size() + members - 1) / members;
        if (mine.size() > share) {
            LOG.atInfo()
                    .addKeyValue("group", group)
                    .addKeyValue("shards", mine.size())
                    .addKeyValue("share", share)
                    .addKeyValue("members", members)
                    .log("shards given away");
            mine.subList(share, mine.size()).forEach(QueueConsumer::giveAway);
        }
    }

    /** Ends after what runs has ended, boundedly. */
    @Override
    public Future<Void> unregister() {
        vertx.cancelTimer(timer);
        vertx.cancelTimer(lagTimer);
        intake.work().stop();
        Promise<Void> left = Promise.promise();
        intake.link().execute(new Link.Job() {
            @Override
            public void run(Connection connection) {
                release(left);
            }

            @Override
            public void missed() {
                release(left);
            }
        });
        return left.future();
    }

    private void release(Promise<Void> left) {
        List<QueueShard> shards = consumers.stream()
                .map(QueueConsumer::shard)
                .filter(Objects::nonNull)
                .toList();
        var unused = intake.work()
                .release(shards)
                .orTimeout(drain.toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((quiet, late) -> {
                    if (late != null) {
                        LOG.atWarn()
                                .addKeyValue("group", group)
                                .addKeyValue("waited_ms", drain.toMillis())
                                .log("handlers still run: their messages come again elsewhere");
                    }
                    leave(left);
                });
    }

    private void leave(Promise<Void> left) {
        intake.link().execute(new Link.Job() {
            @Override
            public void run(Connection connection) {
                consumers.forEach(QueueConsumer::leave);
                left.complete();
            }

            @Override
            public void missed() {
                consumers.forEach(QueueConsumer::leave);
                left.complete();
            }
        });
    }
}
