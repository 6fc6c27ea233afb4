package dev.busway.rabbitmq;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import dev.busway.bus.ProblemException;
import dev.busway.config.ConfigException;
import dev.busway.contract.ChannelKind;
import dev.busway.contract.ChannelSpec;
import dev.busway.rabbitmq.Route.Audience;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sees to it that exchanges and queues exist as contracts declare them. Safe on any thread. */
final class Topology {
    /** One active consumer per shard: what keeps the order of keys. */
    private static final Map<String, Object> SHARD = Map.of("x-single-active-consumer", true);

    private static final Logger LOG = LoggerFactory.getLogger(Topology.class);
    private static final int LONGEST_NAME_BYTES = 255;

    private static final long LOOK_AGAIN_MILLIS = 100;

    private final Vertx vertx;
    private final Link link;
    private final RabbitSettings settings;
    private final Map<String, Route> routes = new ConcurrentHashMap<>();
    private final Map<String, Future<Void>> asked = new ConcurrentHashMap<>();
    /** Whose a queue is: two owners of one would take each other's messages. */
    private final Map<String, String> owners = new ConcurrentHashMap<>();

    /** Nothing was tried, for want of a connection. */
    private static final class NotConnected extends IOException {
        private static final long serialVersionUID = 1L;

        NotConnected() {
            super("there is no connection to RabbitMQ");
        }
    }

    Topology(Vertx vertx, Link link, RabbitSettings settings) {
        this.vertx = vertx;
        this.link = link;
        this.settings = settings;
    }

    /** Where a message for this address goes; {@code null} when it was never made ready. */
    @Nullable
    Route route(String address) {
        return routes.get(address);
    }

    /** Makes a channel's exchange and, point-to-point, its queues; waits for a connection that was just lost. */
    Future<Void> channel(ChannelSpec channel) {
        return made(Route.of(channel), this::patiently);
    }

    /** Makes dead letters' queue, unless a contract declares the address as a channel. */
    Future<Void> deadLetters(String address) {
        Route known = routes.get(address);
        return made(known == null ? Route.queue(address) : known, this::patiently);
    }

    /** Makes an exchange of this name, unless it is known. */
    Future<Void> ready(String address) {
        if (routes.containsKey(address)) {
            return Future.succeededFuture();
        }
        Promise<Void> promise = Promise.promise();
        Future<Void> other = asked.putIfAbsent(address, promise.future());
        if (other != null) {
            return other;
        }
        made(Route.replies(address), this::run)
                .onComplete(done -> asked.remove(address))
                .onComplete(promise);
        return promise.future();
    }

    private Future<Void> made(Route route, Function<Declaration, Future<Void>> way) {
        return way.apply(channel -> declare(channel, route))
                .onSuccess(done -> routes.put(route.exchange(), route))
                .recover(failure -> Future.failedFuture(explained(route, failure)));
    }

    /** Makes the queues of a group of a publish-subscribe channel. */
    Future<Void> group(ChannelSpec spec, String name) {
        Route route = Route.of(spec);
        return spec.kind() == ChannelKind.POINT_TO_POINT
                ? Future.succeededFuture()
                : patiently(channel -> queues(channel, route, name, "the group " + name))
                        .recover(failure -> Future.failedFuture(explained(route, failure)));
    }

    /** Makes an address again that has gone, where it was ready before. */
    Future<Void> again(String address) {
        Route known = routes.get(address);
        return known == null ? ready(address) : made(known, this::run);
    }

    /** Makes again what somebody deleted behind our back. Does not wait. */
    void again() {
        LOG.atWarn().log("exchanges or queues are missing: they are made again");
        routes.values().forEach(route -> {
            var unused = made(route, this::run).onFailure(failed -> LOG.atWarn()
                    .addKeyValue("address", route.exchange())
                    .addKeyValue("cause", failed.getMessage())
                    .log("not made again"));
        });
    }

    private void declare(Channel channel, Route route) throws IOException {
        if (route.exchange().getBytes(UTF_8).length > LONGEST_NAME_BYTES) {
            throw new ConfigException("The address " + route.exchange() + " is too long for RabbitMQ, which takes "
                    + LONGEST_NAME_BYTES + " bytes. Mend: shorten it.");
        }
        if (settings.creation() == RabbitSettings.Creation.FORBIDDEN) {
            channel.exchangeDeclarePassive(route.exchange());
        } else {
            channel.exchangeDeclare(route.exchange(), route.type(), true);
        }
        if (route.audience() == Audience.ONE) {
            queues(channel, route, route.exchange(), "the channel " + route.exchange());
        }
    }

    private void queues(Channel channel, Route route, String name, String owner) throws IOException {
        for (Route.Binding binding : route.queues(name)) {
            String other = owners.putIfAbsent(binding.queue(), owner);
            if (other != null && !other.equals(owner)) {
                throw new ConfigException("The queue " + binding.queue() + " would serve " + other + " and " + owner
                        + ". Mend: rename one of them.");
            }
            if (settings.creation() == RabbitSettings.Creation.FORBIDDEN) {
                channel.queueDeclarePassive(binding.queue());
            } else {
                channel.queueDeclare(binding.queue(), true, false, false, route.shards() == 0 ? Map.of() : SHARD);
                channel.queueBind(binding.queue(), route.exchange(), binding.key());
            }
        }
    }

    /** What is done on a channel of its own, because the first refusal closes it. */
    @FunctionalInterface
    private interface Declaration {
        void on(Channel channel) throws IOException;
    }

    /** A broker that restarts is no reason to refuse a channel: tried as long as a connection may take. */
    private Future<Void> patiently(Declaration declaration) {
        return patiently(
                declaration, System.nanoTime() + settings.connectTimeout().toNanos());
    }

    private Future<Void> patiently(Declaration declaration, long giveUpNanos) {
        return run(declaration).recover(failure -> {
            if (!(failure instanceof NotConnected)) {
                return Future.failedFuture(failure);
            }
            return System.nanoTime() - giveUpNanos < 0
                    ? vertx.timer(LOOK_AGAIN_MILLIS).compose(now -> patiently(declaration, giveUpNanos))
                    : Future.failedFuture(new ConfigException("RabbitMQ cannot be reached within "
                            + settings.connectTimeout().toSeconds() + " s, so a channel cannot be made ready."
                            + " Mend: look at the broker, and try again."));
        });
    }

    private Future<Void> run(Declaration declaration) {
        Promise<Void> done = Promise.promise();
        link.execute(new Link.Job() {
            @Override
            public void run(Connection connection) {
                try (Channel channel = Channels.open(connection)) {
                    declaration.on(channel);
                    done.complete();
                } catch (IOException | TimeoutException | RuntimeException failed) {
                    // Of a connection that is lost meanwhile nothing is learnt about what was declared.
                    done.tryFail(Refusals.isLoss(failed) ? new NotConnected() : failed);
                }
            }

            @Override
            public void missed() {
                done.fail(new NotConnected());
            }
        });
        return done.future();
    }

    private static Throwable explained(Route route, Throwable failure) {
        if (failure instanceof NotConnected) {
            return new ProblemException(Refusals.unreachable(route.exchange()));
        }
        if (Refusals.isDenied(failure)) {
            return new ConfigException("The exchange and the queues of " + route.exchange() + " cannot be used: "
                    + Refusals.text(failure) + ". Mend: give the user of this node the right to configure them, or make"
                    + " them by hand and set rabbitmq.createQueues: false.");
        }
        return failure instanceof ConfigException
                ? failure
                : new ConfigException("The exchange and the queues of " + route.exchange()
                        + " cannot be used: " + Refusals.text(failure) + ". Mend: "
                        + (Refusals.isNotFound(failure)
                                ? "make them by hand, or set rabbitmq.createQueues."
                                : "if they were made with another kind, key or shards, let them run empty and delete them;"
                                        + " else look at the rights of rabbitmq.user."));
    }
}
