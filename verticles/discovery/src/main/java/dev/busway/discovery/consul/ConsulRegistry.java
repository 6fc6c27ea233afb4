package dev.busway.discovery.consul;

import dev.busway.bus.discovery.Registry;
import dev.busway.bus.discovery.RegistryContext;
import dev.busway.bus.discovery.RegistryView;
import dev.busway.bus.discovery.ServiceInstance;
import dev.busway.config.ConfigException;
import dev.busway.discovery.Known;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The registry of a Consul agent. What this node offers has a check with a time to live, which it renews: that is the lease. What others
 * offer is followed by a query that waits for news; services that are none of ours are in the view too. Safe on any thread.
 */
public final class ConsulRegistry implements Registry {
    private static final Logger LOG = LoggerFactory.getLogger(ConsulRegistry.class);
    /** The agent forgets what was not renewed for so long; it takes no less. */
    private static final Duration FORGET = Duration.ofMinutes(1);

    private static final Duration AGAIN = Duration.ofMillis(500);
    private static final int RENEWALS = 3;
    /** Consul's own servers are a service too. */
    private static final String ITSELF = "consul";

    private final Known known = new Known(System::nanoTime);
    private final Map<String, ServiceInstance> mine = new HashMap<>();
    private final Map<String, Future<Void>> writes = new HashMap<>();
    private @Nullable Open open;

    private record Open(Vertx vertx, ConsulAgent agent, ConsulOptions options, long timer) {}

    @Override
    public String kind() {
        return "consul";
    }

    @Override
    public void onChange(Runnable heard) {
        known.onChange(heard);
    }

    @Override
    public Future<Void> open(RegistryContext context) {
        ConsulOptions options;
        try {
            options = ConsulOptions.from(context.config());
        } catch (ConfigException wrong) {
            return Future.failedFuture(wrong);
        }
        Vertx vertx = context.vertx();
        ConsulAgent agent = new ConsulAgent(vertx, options);
        long timer = vertx.setPeriodic(options.ttl().toMillis() / RENEWALS, tick -> renew());
        Open opening = new Open(vertx, agent, options, timer);
        synchronized (this) {
            open = opening;
        }
        return agent.news("")
                .compose(first -> read(agent).map(first))
                .onSuccess(first -> follow(opening, first.index()))
                .<Void>mapEmpty()
                .recover(away -> close().transform(closed -> Future.failedFuture(new ConfigException(
                        "registry.url: no Consul agent answers at " + options.host() + ":" + options.port() + " ("
                                + away.getMessage() + "). Mend: start one on this machine, or name where it is."))));
    }

    @Override
    public synchronized Future<Void> register(ServiceInstance instance) {
        mine.put(instance.id(), instance);
        return write(instance.id());
    }

    @Override
    public synchronized Future<Void> deregister(String id) {
        return mine.remove(id) == null ? Future.succeededFuture() : write(id);
    }

    /** One write of an id after the other, each with what is wanted when its turn comes. */
    private synchronized Future<Void> write(String id) {
        Future<Void> last = writes.getOrDefault(id, Future.succeededFuture()).transform(before -> writeNow(id));
        writes.put(id, last);
        return last.onComplete(done -> forget(id, last));
    }

    private synchronized void forget(String id, Future<Void> done) {
        writes.remove(id, done);
    }

    private synchronized Future<Void> writeNow(String id) {
        Open now = open;
        if (now == null) {
            return Future.failedFuture("the registry of this node is not open");
        }
        ServiceInstance wanted = mine.get(id);
        return wanted == null
                ? now.agent().deregister(id)
                : now.agent().register(ConsulService.write(wanted, now.options().ttl(), FORGET));
    }

    private synchronized void renew() {
        Open now = open;
        if (now != null) {
            mine.values().forEach(instance -> now.agent()
                    .renew(instance.id(), ConsulService.status(instance))
                    .compose(there -> there ? Future.<Void>succeededFuture() : again(instance))
                    .onFailure(away -> LOG.atWarn()
                            .addKeyValue("instance", instance.id())
                            .addKeyValue("cause", away.getMessage())
                            .log("not renewed, tried again")));
        }
    }

    private synchronized Future<Void> again(ServiceInstance instance) {
        return mine.containsKey(instance.id()) ? write(instance.id()) : Future.succeededFuture();
    }

    private void follow(Open following, String since) {
        if (isOpen(following)) {
            following
                    .agent()
                    .news(since)
                    .compose(news -> told(following.agent(), since, news))
                    .onComplete(done -> {
                        if (done.succeeded()) {
                            follow(following, done.result().index());
                        } else if (isOpen(following)) {
                            following.vertx().setTimer(AGAIN.toMillis(), later -> follow(following, ""));
                        }
                    });
        }
    }

    private Future<ConsulAgent.News> told(ConsulAgent agent, String since, ConsulAgent.News news) {
        if (!since.isEmpty() && since.equals(news.index())) {
            known.confirmed();
            return Future.succeededFuture(news);
        }
        return read(agent).map(news);
    }

    private synchronized boolean isOpen(Open one) {
        return one.equals(open);
    }

    private Future<Void> read(ConsulAgent agent) {
        return agent.services().compose(services -> {
            List<Future<List<JsonObject>>> asked = services.stream()
                    .filter(name -> !name.equals(ITSELF))
                    .map(agent::instances)
                    .toList();
            return Future.all(asked).map(all -> {
                List<ServiceInstance> found = new ArrayList<>();
                asked.forEach(one ->
                        one.result().forEach(entry -> ConsulService.read(entry).ifPresent(found::add)));
                known.are(found);
                known.confirmed();
                return null;
            });
        });
    }

    @Override
    public RegistryView view() {
        return known.view();
    }

    @Override
    public Future<Void> close() {
        Open now;
        List<String> offered;
        synchronized (this) {
            now = open;
            if (now == null) {
                return Future.succeededFuture();
            }
            open = null;
            offered = List.copyOf(mine.keySet());
            mine.clear();
        }
        now.vertx().cancelTimer(now.timer());
        return Future.join(offered.stream().map(now.agent()::deregister).toList())
                .transform(gone -> now.agent().close());
    }
}
