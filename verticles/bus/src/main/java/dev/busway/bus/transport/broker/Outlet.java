package dev.busway.bus.transport.broker;

import dev.busway.bus.Outcome;
import dev.busway.message.Message;
import io.vertx.core.Future;

/** Writes to every address of one broker. Safe on any thread, blocks none. */
public interface Outlet {
    /** Completes when {@link #send} may write there; fails where the address cannot be written to. Asked often: cheap when known. */
    Future<Void> ready(String address);

    /**
     * Writes a message.
     *
     * @return Delivered when the broker has it durably, else Refused, before the message's deadline; never fails
     */
    Future<Outcome> send(String address, Message message);
}
