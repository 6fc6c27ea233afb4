package dev.busway.node;

import dev.busway.bus.discovery.Health;
import dev.busway.bus.discovery.ServiceInstance;
import dev.busway.config.Section;
import java.net.URI;
import java.util.List;
import java.util.Map;

/** {@code registry.services[]}: services that register nowhere, each with its {@code name} and {@code url}. */
final class OutsideServices {
    private OutsideServices() {}

    static List<ServiceInstance> from(Section registry) {
        return registry.sections("services").stream().map(OutsideServices::one).toList();
    }

    private static ServiceInstance one(Section section) {
        String name = section.requiredText("name");
        String url = section.requiredText("url");
        URI address;
        try {
            address = URI.create(url);
        } catch (IllegalArgumentException malformed) {
            throw section.wrong("url", "is " + url + ". Mend: write it as http://10.0.0.9:8080.");
        }
        String scheme = address.getScheme();
        if (scheme == null || address.getHost() == null) {
            throw section.wrong("url", "is " + url + ". Mend: write it with scheme and host, as http://10.0.0.9:8080.");
        }
        return new ServiceInstance(
                name,
                address.getRawAuthority(),
                0,
                section.text("version", ""),
                Health.PASSING,
                Map.of(scheme, url),
                List.of(),
                List.of());
    }
}
