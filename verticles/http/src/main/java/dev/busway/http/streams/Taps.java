package dev.busway.http.streams;

import dev.busway.bus.Channel;
import dev.busway.bus.Problem.Kind;
import dev.busway.bus.ProblemException;
import dev.busway.contract.ChannelKind;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.Map;

/** One tap per channel and node, however many clients listen: made for the first, ended after the last. Safe on any thread. */
public final class Taps {
    private final Map<String, Tap> taps = new HashMap<>();

    /** One client's place at a tap. */
    @FunctionalInterface
    public interface Place {
        /** Hears nothing any more. A second call does nothing. */
        void leave();
    }

    /** Gets every copy, on any thread; must not block. */
    @FunctionalInterface
    public interface Listener {
        void hear(Copy copy);
    }

    /**
     * Joins the listeners of a publish-subscribe channel.
     *
     * @return completes when messages arrive; fails with INVALID for a point-to-point channel, or where the transport fails
     */
    public synchronized Future<Place> join(Channel channel, Listener listener) {
        if (channel.spec().kind() != ChannelKind.PUBLISH_SUBSCRIBE) {
            return Future.failedFuture(new ProblemException(
                    Kind.INVALID,
                    "The channel " + channel.spec().address()
                            + " is point-to-point: its messages go to its handler and to nobody else.",
                    "Listen to a publish-subscribe channel, or read the operation of your own message."));
        }
        Tap tap = taps.computeIfAbsent(channel.spec().address(), fresh -> new Tap(channel));
        tap.add(listener);
        Place place = () -> leave(tap, listener);
        return tap.ready().map(place).onFailure(unreachable -> place.leave());
    }

    private synchronized void leave(Tap tap, Listener listener) {
        if (tap.remove(listener)) {
            taps.remove(tap.address(), tap);
            tap.close();
        }
    }
}
