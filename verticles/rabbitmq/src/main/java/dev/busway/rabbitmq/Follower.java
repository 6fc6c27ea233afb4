package dev.busway.rabbitmq;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import dev.busway.bus.Registration;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.IOException;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gets a copy of all that comes to an exchange from now on, in a queue of this node's own. Safe on any thread. */
final class Follower implements Link.Member, Registration {
    /** What is done with a copy. */
    interface Listener {
        /** Called on a reader's thread; {@code done} lets the next one come, on any thread. */
        void accept(BasicProperties properties, byte[] body, Runnable done);
    }

    /**
     * The queue of its own.
     *
     * @param lasting survives a lost connection for a while; else it goes with it, and what comes meanwhile is missed
     */
    record Queue(String name, Lasting lasting, int longest) {}

    /** What becomes of the queue with its connection. */
    enum Lasting {
        FOR_A_WHILE,
        NO
    }

    private static final Logger LOG = LoggerFactory.getLogger(Follower.class);
    private static final int PREFETCH = 1_024;
    private static final int AWAY_MILLIS = 60_000;

    private final Link link;
    private final Route route;
    private final Queue queue;
    private final Listener listener;
    private final Supplier<Future<?>> mend;
    private final Promise<Registration> following = Promise.promise();
    private @Nullable Channel channel;
    private boolean left;

    /** @param mend what is tried before an exchange that could not be followed is followed again; completes after a while */
    Follower(Link link, Route route, Queue queue, Listener listener, Supplier<Future<?>> mend) {
        this.link = link;
        this.route = route;
        this.queue = queue;
        this.listener = listener;
        this.mend = mend;
    }

    /** Completes when nothing is missed from now on. */
    Future<Registration> follow() {
        link.add(this);
        return following.future();
    }

    @Override
    public void up(Connection connection) {
        if (left || channel != null) {
            return;
        }
        Channel fresh = null;
        try {
            fresh = Channels.open(connection);
            consume(fresh);
            channel = fresh;
            following.tryComplete(this);
        } catch (IOException | RuntimeException failed) {
            LOG.atWarn()
                    .addKeyValue("exchange", route.exchange())
                    .addKeyValue("cause", Refusals.text(failed))
                    .log("exchange cannot be followed");
            if (fresh != null) {
                Channels.end(fresh);
            }
            if (following.tryFail(failed)) {
                leave();
            } else {
                mend.get().onComplete(tried -> link.execute(this::up));
            }
        }
    }

    private void consume(Channel fresh) throws IOException {
        fresh.addShutdownListener(why -> link.execute(now -> ended(fresh, now)));
        boolean lasting = queue.lasting() == Lasting.FOR_A_WHILE;
        fresh.queueDeclare(queue.name(), lasting, !lasting, !lasting, arguments());
        for (String key : route.keys()) {
            fresh.queueBind(queue.name(), route.exchange(), key);
        }
        fresh.basicQos(PREFETCH);
        fresh.basicConsume(queue.name(), false, new Copies(fresh));
    }

    private Map<String, Object> arguments() {
        return queue.lasting() == Lasting.FOR_A_WHILE
                ? Map.of("x-max-length", queue.longest(), "x-expires", AWAY_MILLIS)
                : Map.of("x-max-length", queue.longest());
    }

    @Override
    public void down() {
        channel = null;
    }

    private void ended(Channel gone, Connection connection) {
        if (gone == channel) {
            down();
            up(connection);
        }
    }

    @Override
    public Future<Void> unregister() {
        Promise<Void> done = Promise.promise();
        link.execute(new Link.Job() {
            @Override
            public void run(Connection connection) throws IOException {
                Channel last = channel;
                leave();
                if (last != null && last.isOpen()) {
                    last.queueDelete(queue.name());
                    Channels.end(last);
                }
                done.tryComplete();
            }

            @Override
            public void missed() {
                leave();
                done.tryComplete();
            }
        });
        return done.future();
    }

    private void leave() {
        left = true;
        link.remove(this);
        down();
    }

    /** Hands over what comes. */
    private final class Copies extends DefaultConsumer {
        Copies(Channel from) {
            super(from);
        }

        @Override
        public void handleDelivery(String tag, Envelope envelope, BasicProperties properties, byte[] body) {
            listener.accept(
                    properties,
                    body,
                    () -> link.execute(now -> {
                        if (getChannel().isOpen()) {
                            getChannel().basicAck(envelope.getDeliveryTag(), false);
                        }
                    }));
        }
    }
}
