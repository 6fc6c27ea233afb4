package dev.busway.postgres;

import io.vertx.core.Promise;

/**
 * An outgoing message that is committed and goes straight.
 *
 * @param seq its number in the outbox
 * @param sent whether the transport has it, once that is known; never fails
 */
record SentRow(long seq, Outgoing outgoing, Promise<Boolean> sent) {
    static SentRow of(long seq, Outgoing outgoing) {
        return new SentRow(seq, outgoing, Promise.promise());
    }
}
