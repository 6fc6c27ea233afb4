package dev.busway.bench;

import java.io.IOException;
import java.util.function.Consumer;

/** A broker's own client as it comes, promising what a channel does: durable messages, confirmed singly, acknowledged by hand. */
interface BareBroker extends AutoCloseable {
    /** Makes the durable queue. */
    void declare(String queue) throws Exception;

    /** Sends one payload a call; done when the broker has confirmed it. Called on the driver's context. */
    Arm producer(String queue, byte[] payload) throws Exception;

    /**
     * Shows every message to the sink, on one thread, and acknowledges it then.
     *
     * @param bound most messages that are not acknowledged
     * @return ends it
     */
    AutoCloseable consume(String queue, int bound, Consumer<byte[]> sink) throws Exception;

    @Override
    void close() throws IOException;
}
