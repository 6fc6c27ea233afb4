package dev.busway.bus.transport.broker;

import dev.busway.message.Message;

/** What a delivery turned out to be. */
public sealed interface Incoming {
    /** A message. */
    record Event(Message message) implements Incoming {}

    /** No message; the reason is one sentence. */
    record Unreadable(String reason) implements Incoming {}
}
