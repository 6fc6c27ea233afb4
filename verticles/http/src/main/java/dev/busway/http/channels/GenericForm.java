package dev.busway.http.channels;

import dev.busway.http.door.Exchange;
import dev.busway.message.Payload;
import org.jspecify.annotations.Nullable;

/** {@code POST /channels/{channel}}: the body is the payload. */
record GenericForm(MessageTypes types) implements Form {
    @Override
    public Payload payload(Exchange exchange, Payload body) {
        return body;
    }

    @Override
    public String type(Exchange exchange, @Nullable String said, Payload payload) {
        return types.type(said);
    }
}
