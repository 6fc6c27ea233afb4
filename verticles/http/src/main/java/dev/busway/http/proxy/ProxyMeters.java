package dev.busway.http.proxy;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** How long the requests of one path took, from their head to the answer's head, by how they ended. Safe on any thread. */
final class ProxyMeters {
    private final MeterRegistry meters;
    private final String path;
    private final Map<String, Timer> timers = new ConcurrentHashMap<>();

    ProxyMeters(MeterRegistry meters, String path) {
        this.meters = meters;
        this.path = path;
    }

    /** @param outcome {@code 2xx} and so on, or the code of a problem */
    void note(String outcome, long nanos) {
        timers.computeIfAbsent(outcome, this::timer).record(nanos, TimeUnit.NANOSECONDS);
    }

    private Timer timer(String outcome) {
        return Timer.builder("busway.http.proxied")
                .description("Requests passed on to a service, until the answer began")
                .tag("path", path)
                .tag("outcome", outcome)
                .register(meters);
    }
}
