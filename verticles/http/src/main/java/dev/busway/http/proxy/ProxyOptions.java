package dev.busway.http.proxy;

import dev.busway.config.Section;

/**
 * The section {@code http.proxy}.
 *
 * @param callers whether what they say of themselves in {@code X-Forwarded-*} and {@code Forwarded} is believed
 * @param sockets WebSockets that pass through at once, 1 to 100,000: more are 503
 */
public record ProxyOptions(Callers callers, int sockets) {
    private static final int SOCKETS = 1_000;

    /** Who calls. */
    public enum Callers {
        STRANGERS,
        /** Proxies of one's own. */
        TRUSTED
    }

    public static ProxyOptions from(Section proxy) {
        return new ProxyOptions(
                proxy.flag("trustForwarded", false) ? Callers.TRUSTED : Callers.STRANGERS,
                proxy.number("maxSockets", SOCKETS, 1, 100_000));
    }
}
