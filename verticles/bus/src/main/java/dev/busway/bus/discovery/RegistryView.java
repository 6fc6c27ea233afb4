package dev.busway.bus.discovery;

import java.time.Duration;
import java.util.List;

/**
 * What a registry knows. Once the registry cannot be asked, this is what was known last.
 *
 * @param instances sorted by service and node; of each id the newest incarnation alone
 * @param age how long ago the registry said so; zero or close to it while it answers
 */
public record RegistryView(List<ServiceInstance> instances, Duration age) {
    public RegistryView {
        instances = List.copyOf(instances);
    }

    /** Those that offer a service, healthy or not. */
    public List<ServiceInstance> of(String service) {
        return instances.stream().filter(one -> one.service().equals(service)).toList();
    }
}
