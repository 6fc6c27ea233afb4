package dev.busway.rabbitmq;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This node's consumer of one queue of a group, by a channel of its own: when that ends, what it had not acknowledged is back in the
 * queue, in its order, before anybody else gets a message. On the link's thread only, but for what is said otherwise.
 */
final class QueueConsumer implements Link.Member {
    /** What a lost queue may cost before its consumer begins again. */
    enum Order {
        /** Nothing is consumed while handlers of the earlier consumer run here. */
        KEPT,
        NONE
    }

    private static final Logger LOG = LoggerFactory.getLogger(QueueConsumer.class);

    private final String queue;
    private final Order order;
    private final int prefetch;
    private final GroupIntake intake;
    private final Link link;
    private final Supplier<Future<?>> mend;
    private final Promise<Void> begun = Promise.promise();
    private CompletableFuture<Void> quiet = CompletableFuture.completedFuture(null);
    private @Nullable QueueShard shard;
    private boolean left;

    /** @param mend what is tried before a queue that could not be consumed is consumed again; completes after a while */
    QueueConsumer(String queue, Order order, int prefetch, GroupIntake intake, Supplier<Future<?>> mend) {
        this.queue = queue;
        this.order = order;
        this.prefetch = prefetch;
        this.intake = intake;
        this.link = intake.link();
        this.mend = mend;
    }

    /** Completes when the broker knows the consumer; safe on any thread. */
    Future<Void> begin() {
        link.add(this);
        return begun.future();
    }

    @Override
    public void up(Connection connection) {
        if (left || shard != null || (order == Order.KEPT && !quiet.isDone())) {
            return;
        }
        Channel channel = null;
        try {
            channel = Channels.open(connection);
            shard = consume(channel);
            begun.tryComplete();
        } catch (IOException | RuntimeException failed) {
            LOG.atWarn()
                    .addKeyValue("queue", queue)
                    .addKeyValue("cause", Refusals.text(failed))
                    .log("queue cannot be consumed");
            if (channel != null) {
                Channels.end(channel);
            }
            if (!begun.tryFail(failed)) {
                mend.get().onComplete(tried -> again());
            }
        }
    }

    private QueueShard consume(Channel channel) throws IOException {
        QueueShard fresh = new QueueShard(queue, channel, link);
        fresh.active = channel.consumerCount(queue) == 0;
        channel.addShutdownListener(why -> link.execute(gone -> ended(fresh)));
        channel.basicQos(prefetch);
        channel.basicConsume(queue, false, new DefaultConsumer(channel) {
            @Override
            public void handleDelivery(String tag, Envelope envelope, BasicProperties properties, byte[] body) {
                fresh.active = true;
                intake.take(new DeliveryArrival(fresh, intake, envelope, properties, body));
            }

            @Override
            public void handleCancel(String tag) {
                link.execute(gone -> ended(fresh));
            }
        });
        return fresh;
    }

    @Override
    public void down() {
        QueueShard gone = shard;
        if (gone != null) {
            shard = null;
            quiet = intake.work().release(List.of(gone));
            var unused = quiet.thenRun(this::again);
        }
    }

    /** Its channel has ended, or its queue was deleted, and the connection lives. */
    private void ended(QueueShard gone) {
        if (gone == shard) {
            LOG.atWarn().addKeyValue("queue", queue).log("consumer ended by the broker");
            Channels.end(gone.channel);
            down();
            if (order == Order.NONE) {
                again();
            }
        }
    }

    /** Safe on any thread. */
    private void again() {
        link.execute(this::up);
    }

    /** Whether this node is known to get the queue's messages. */
    boolean isActive() {
        QueueShard now = shard;
        return now != null && now.active;
    }

    @Nullable
    QueueShard shard() {
        return shard;
    }

    /** Gives the queue to who waits for it, after what runs here, and queues up behind. */
    void giveAway() {
        QueueShard given = shard;
        if (given == null) {
            return;
        }
        quiet = intake.work().release(List.of(given));
        var unused = quiet.thenRun(() -> link.execute(gone -> {
            if (given == shard) {
                shard = null;
                Channels.end(given.channel);
                up(gone);
            }
        }));
    }

    /** Ends it at once; what is not acknowledged goes back. */
    void leave() {
        left = true;
        link.remove(this);
        QueueShard last = shard;
        shard = null;
        if (last != null) {
            last.release();
            Channels.end(last.channel);
        }
    }
}
