package dev.busway.bus.service;

import dev.busway.bus.discovery.RegistryView;
import dev.busway.bus.discovery.ServiceInstance;
import java.util.List;

/** Who offers one service: sought out once for all calls that see the same view. Safe on any thread. */
final class Offers {
    private final String service;
    private volatile Seen seen = new Seen(List.of(), List.of());

    private record Seen(List<ServiceInstance> all, List<ServiceInstance> mine) {}

    Offers(String service) {
        this.service = service;
    }

    /** The same list, as long as the view has the same instances. */
    List<ServiceInstance> in(RegistryView view) {
        Seen last = seen;
        if (last.all() != view.instances()) {
            last = new Seen(view.instances(), view.of(service));
            seen = last;
        }
        return last.mine();
    }
}
