package dev.busway.http.channels;

import dev.busway.bus.ProblemException;
import dev.busway.http.door.Exchange;
import dev.busway.message.Payload;
import org.jspecify.annotations.Nullable;

/** How a route turns a request into payload and type. Safe on any thread. */
interface Form {
    /** The payload. */
    Payload payload(Exchange exchange, Payload body);

    /**
     * The type of a message whose envelope says none.
     *
     * @param said in the header {@code ce-type}
     * @throws ProblemException INVALID where it cannot be found
     */
    String type(Exchange exchange, @Nullable String said, Payload payload);
}
