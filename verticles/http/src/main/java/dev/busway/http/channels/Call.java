package dev.busway.http.channels;

import dev.busway.bus.Style;
import dev.busway.http.door.Exchange;
import dev.busway.http.door.Preferences;
import dev.busway.message.Message;

/** One request on its way: what came, as which message in which style it went on, and how the caller would like the answer. */
record Call(Exchange exchange, String channel, Message message, Style style, Preferences prefer) {
    /** What the problem of this call is about. */
    String instance() {
        return "urn:busway:message:" + message.id();
    }

    /**
     * The preferences that were followed, for {@code Preference-Applied}; empty where there was none.
     *
     * @param kept whether the answer is kept in an operation, which can be waited for
     */
    String applied(Kept kept) {
        boolean async = prefer.mode() == Preferences.Mode.RESPOND_ASYNC && style == Style.REQUEST_LATER;
        boolean waits = prefer.waitSeconds() > 0
                && (style == Style.REQUEST || style == Style.GATHER || kept == Kept.IN_OPERATION);
        String wait = waits ? "wait=" + prefer.waitSeconds() : "";
        return async ? "respond-async" + (waits ? ", " + wait : "") : wait;
    }

    /** Whether an answer can be read again. */
    enum Kept {
        IN_OPERATION,
        NOWHERE
    }
}
