package dev.busway.kafka;

import dev.busway.message.Message;

/** What a record turned out to be. */
sealed interface Incoming {
    /** A message. */
    record Event(Message message) implements Incoming {}

    /** No message; the reason is one sentence. */
    record Unreadable(String reason) implements Incoming {}
}
