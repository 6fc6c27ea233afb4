package dev.busway.bus.transport;

import dev.busway.bus.Outcome;
import dev.busway.bus.Registration;
import dev.busway.bus.transport.broker.GroupWork;
import dev.busway.message.Message;
import io.vertx.core.Future;
import java.util.Optional;

/**
 * Keeps messages for groups until each has handled them: what lets a transport that keeps nothing carry durable channels. Safe on any
 * thread; no call blocks.
 */
public interface Mail {
    /** Lets a group have what is posted to all from now on, also while nobody of it is there. Once is enough for ever. */
    Future<Void> enroll(String address, String group);

    /**
     * Keeps a message. Those that come one after the other are kept in that order.
     *
     * @param group whose it is; empty: one for each that has enrolled
     * @return Delivered when it is durable, else Refused; never fails
     */
    Future<Outcome> post(String address, Optional<String> group, Message message);

    /**
     * Brings a group's mail to this node, oldest first, as long as no other node collects it: of those that want to, one does, and when
     * it ends or dies another one goes on. What has not ended comes again.
     *
     * @param most messages that are brought and have not ended
     * @return completes when this node stands in line; unregistering ends after what runs has ended
     */
    Future<Registration> collect(String address, String group, int most, GroupWork work);

    /** What lies at an address, whichever group's it is, as dead letters. */
    DeadLetterBox box(String address);
}
