package dev.busway.http.streams;

import dev.busway.bus.Problem;
import dev.busway.bus.Problem.Kind;
import dev.busway.http.door.Exchange;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** The open event streams of one node, bounded. Safe on any thread. */
public final class EventStreams {
    public static final String CONTENT_TYPE = "text/event-stream";
    private static final int UNAVAILABLE = 503;

    private final StreamOptions options;
    private final Set<EventStream> open = ConcurrentHashMap.newKeySet();
    private final LongAdder slow = new LongAdder();

    public EventStreams(StreamOptions options) {
        this.options = options;
    }

    public StreamOptions options() {
        return options;
    }

    /** Turns the exchange into a stream; refuses it, and is empty, when there are too many. On the exchange's loop. */
    public Optional<EventStream> open(Exchange exchange) {
        if (exchange.over()) {
            exchange.abandoned();
            return Optional.empty();
        }
        EventStream stream = new EventStream(exchange, options, this);
        open.add(stream);
        if (open.size() > options.clients()) {
            open.remove(stream);
            exchange.refuse(
                    UNAVAILABLE,
                    Problem.of(
                            Kind.BUSY,
                            "This node has as many open streams as it takes.",
                            "Try again in a moment, or ask for a higher http.streams.maxClients."),
                    exchange.request().path());
            return Optional.empty();
        }
        stream.begin();
        return Optional.of(stream);
    }

    /** Tells every client that the stream ends; each connects again by itself, to another node. */
    public void endAll() {
        open.forEach(EventStream::endFromAnywhere);
    }

    public int count() {
        return open.size();
    }

    /** How many clients were disconnected because they read too slowly. */
    public long slowReaders() {
        return slow.sum();
    }

    void ended(EventStream stream) {
        open.remove(stream);
    }

    void tooSlow() {
        slow.increment();
    }
}
