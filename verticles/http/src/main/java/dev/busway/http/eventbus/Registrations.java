package dev.busway.http.eventbus;

import dev.busway.bus.Channel;
import dev.busway.bus.Problem;
import dev.busway.bus.Problem.Kind;
import dev.busway.bus.ProblemException;
import dev.busway.http.streams.Taps.Place;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What one socket listens to: publish-subscribe channels, and the ends of operations. Belongs to the socket's loop. */
final class Registrations {
    /** An address that begins with this is an operation's. */
    static final String OPERATIONS = "operations/";

    private final Wire wire;
    private final Sockets all;
    private final Map<String, Place> places = new HashMap<>();

    Registrations(Wire wire, Sockets all) {
        this.wire = wire;
        this.all = all;
    }

    /** Listens; a second time changes nothing. @throws ProblemException where there is nothing to hear, or too much */
    void add(String address) {
        if (places.containsKey(address)) {
            return;
        }
        if (places.size() >= all.options().registrations()) {
            throw new ProblemException(
                    Kind.BUSY,
                    "This socket listens to as many addresses as it may.",
                    "Unregister one first, or ask for a higher http.sockets.maxRegistrations.");
        }
        Optional<Channel> channel = all.bus().find(address);
        if (channel.isEmpty() && address.startsWith(OPERATIONS)) {
            operation(address);
            return;
        }
        Late late = new Late();
        places.put(address, late);
        join(address, channel.orElseGet(() -> all.bus().channel(address)))
                .onComplete(joined -> wire.onLoop(() -> joined(address, late, joined)));
    }

    void remove(String address) {
        Place place = places.remove(address);
        if (place != null) {
            place.leave();
        }
    }

    void removeAll() {
        List.copyOf(places.values()).forEach(Place::leave);
        places.clear();
    }

    private Future<Place> join(String address, Channel channel) {
        return all.taps().join(channel, copy -> wire.send(copy.frame(message -> Answer.message(address, message))));
    }

    private void joined(String address, Late late, AsyncResult<Place> joined) {
        if (joined.succeeded()) {
            late.is(joined.result());
            return;
        }
        places.remove(address, late);
        wire.send(Answer.problem(address, Problem.of(joined.cause())));
    }

    private void operation(String address) {
        OperationWatch watch = new OperationWatch(all, wire, address, address.substring(OPERATIONS.length()));
        places.put(address, watch);
        watch.begin();
    }

    /** A place that is being made; left before it is there, it is left as soon as it is. */
    private static final class Late implements Place {
        private Place place = () -> {};
        private boolean left;

        void is(Place made) {
            place = made;
            if (left) {
                made.leave();
            }
        }

        @Override
        public void leave() {
            left = true;
            place.leave();
        }
    }
}
