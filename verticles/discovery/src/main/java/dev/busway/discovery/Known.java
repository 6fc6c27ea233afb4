package dev.busway.discovery;

import dev.busway.bus.discovery.RegistryView;
import dev.busway.bus.discovery.ServiceInstance;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/** What a registry said last, and when. Safe on any thread. */
public final class Known {
    private static final Comparator<ServiceInstance> ORDER =
            Comparator.comparing(ServiceInstance::service).thenComparing(ServiceInstance::node);

    private final LongSupplier nanos;
    private volatile List<ServiceInstance> instances = List.of();
    private volatile long seen;
    private volatile Runnable heard = () -> {};

    public Known(LongSupplier nanos) {
        this.nanos = nanos;
        this.seen = nanos.getAsLong();
    }

    /** Who hears of a change. */
    public void onChange(Runnable heard) {
        this.heard = heard;
    }

    /** These: of each id the newest incarnation counts. How old the view is does not change by it. */
    public void are(Collection<ServiceInstance> said) {
        Map<String, ServiceInstance> newest = new HashMap<>();
        said.forEach(one -> newest.merge(
                one.id(), one, (first, other) -> first.incarnation() > other.incarnation() ? first : other));
        List<ServiceInstance> now = new ArrayList<>(newest.values());
        now.sort(ORDER);
        boolean changed = !now.equals(instances);
        instances = List.copyOf(now);
        if (changed) {
            heard.run();
        }
    }

    /** The registry has just answered: what is known is so now. */
    public void confirmed() {
        seen = nanos.getAsLong();
    }

    public RegistryView view() {
        return new RegistryView(instances, Duration.ofNanos(Math.max(0, nanos.getAsLong() - seen)));
    }
}
