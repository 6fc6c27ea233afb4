package dev.busway.http;

import dev.busway.http.door.Admission;
import dev.busway.http.eventbus.Sockets;
import dev.busway.http.proxy.Tunnels;
import dev.busway.http.streams.EventStreams;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.ToDoubleFunction;

/** What the door measures of itself: everything that has a bound, and who was disconnected for reading too slowly. */
final class DoorMeters {
    private DoorMeters() {}

    static void register(
            MeterRegistry meters, Admission admission, EventStreams streams, Sockets sockets, Tunnels tunnels) {
        Gauge.builder("busway.http.in.flight", admission, Admission::inFlight)
                .description("Requests that wait for their answer")
                .register(meters);
        Gauge.builder("busway.http.connections", admission, Admission::connections)
                .description("Open connections")
                .register(meters);
        Gauge.builder("busway.http.streams", streams, EventStreams::count)
                .description("Open event streams")
                .register(meters);
        Gauge.builder("busway.http.sockets", sockets, Sockets::count)
                .description("Open SockJS and WebSocket clients")
                .register(meters);
        Gauge.builder("busway.http.tunnels", tunnels, Tunnels::count)
                .description("WebSockets that are passed on to a service")
                .register(meters);
        slow(meters, "stream", streams, EventStreams::slowReaders);
        slow(meters, "socket", sockets, Sockets::slowReaders);
    }

    private static <T> void slow(MeterRegistry meters, String door, T counted, ToDoubleFunction<T> count) {
        FunctionCounter.builder("busway.http.slow.readers", counted, count)
                .description("Clients that were disconnected because they read too slowly")
                .tag("door", door)
                .register(meters);
    }
}
