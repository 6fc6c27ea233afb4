package dev.busway.bus.service;

import dev.busway.bus.discovery.Health;
import dev.busway.bus.discovery.ServiceInstance;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.endpoint.ServerSelector;
import java.net.URI;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * The instances of one service, and which the next call goes to. Those that fail are left out, but never more than their share: when
 * all fail it is probably not their fault, and one that is called may answer. Safe on any thread.
 */
final class Targets {
    static final List<String> HTTP_DOORS = List.of("http", "https");

    private static final int HTTP = 80;
    private static final int HTTPS = 443;

    private final CallOptions options;
    private final LongSupplier nanos;
    private final List<String> doors;
    private final Map<String, Target> known = new HashMap<>();
    private List<ServiceInstance> instances = List.of();
    private List<Target> all = List.of();
    private List<Target> offered = List.of();
    private ServerSelector selector;

    /** By HTTP. */
    Targets(CallOptions options, LongSupplier nanos) {
        this(options, nanos, HTTP_DOORS);
    }

    /** @param doors by the first of which an instance has it is called; its other ones do not count */
    Targets(CallOptions options, LongSupplier nanos, List<String> doors) {
        this.options = options;
        this.nanos = nanos;
        this.doors = doors;
        this.selector = options.policy().balancer().selector(List.of());
    }

    /**
     * The next one.
     *
     * @param now instances of the service, in the registry's order
     * @param tried those that this call has been sent to: another one is taken where there is one
     */
    synchronized Optional<Target> next(List<ServiceInstance> now, Optional<String> key, Set<Target> tried) {
        if (now != instances) {
            if (!now.equals(instances)) {
                are(now);
            }
            instances = now;
        }
        List<Target> may = isAnyOut() ? all.stream().filter(this::isIn).toList() : all;
        if (may != offered && !may.equals(offered)) {
            selector = options.policy().balancer().selector(may);
        }
        offered = may;
        if (!tried.isEmpty()) {
            List<Target> fresh =
                    may.stream().filter(one -> !tried.contains(one)).toList();
            if (!fresh.isEmpty()) {
                return Optional.of(fresh.get(tried.size() % fresh.size()));
            }
        }
        if (may.isEmpty()) {
            return Optional.empty();
        }
        int index = key.map(selector::select).orElseGet(selector::select);
        return index < 0 ? Optional.empty() : Optional.of(may.get(index));
    }

    private boolean isAnyOut() {
        for (Target target : all) {
            if (target.outlier().isOut()) {
                return true;
            }
        }
        return false;
    }

    /** Left out are those that failed last, and of these no more than the share. */
    private boolean isIn(Target target) {
        return !target.outlier().isOut() || !leftOut().contains(target);
    }

    private Set<Target> leftOut() {
        int most = (int) Math.floor(all.size() * options.mostLeftOut());
        return new HashSet<>(all.stream()
                .filter(one -> one.outlier().isOut())
                .sorted(Comparator.<Target>comparingLong(one -> one.outlier().until() - nanos.getAsLong())
                        .reversed())
                .limit(most)
                .toList());
    }

    private void are(List<ServiceInstance> now) {
        List<Target> found = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        for (ServiceInstance instance : now) {
            String url = door(instance);
            if (instance.health() == Health.PASSING && !url.isEmpty()) {
                // A node that has started anew is another one: its predecessor's failures are not its own.
                String id = instance.id() + " " + instance.incarnation() + " " + url;
                ids.add(id);
                found.add(known.computeIfAbsent(id, absent -> target(instance, URI.create(url))));
            }
        }
        known.keySet().retainAll(ids);
        all = List.copyOf(found);
    }

    private String door(ServiceInstance instance) {
        return doors.stream()
                .flatMap(word -> Optional.ofNullable(instance.doors().get(word)).stream())
                .findFirst()
                .orElse("");
    }

    private Target target(ServiceInstance instance, URI url) {
        String scheme = url.getScheme();
        int port = url.getPort() > 0 ? url.getPort() : scheme.equals("https") ? HTTPS : HTTP;
        return new Target(
                instance.node(),
                scheme,
                SocketAddress.inetSocketAddress(port, url.getHost()),
                options.policy().balancer().newMetrics(),
                new Outlier(options.failures(), options.leftOut(), nanos));
    }
}
