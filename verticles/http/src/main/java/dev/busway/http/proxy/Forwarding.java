package dev.busway.http.proxy;

import dev.busway.http.proxy.ProxyOptions.Callers;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the service is told of who asked: {@code X-Forwarded-For}, {@code -Proto}, {@code -Host}, {@code -Prefix}, {@code Forwarded}
 * (RFC 7239) and {@code Via} (RFC 9110, 7.6.3).
 */
final class Forwarding {
    private static final Set<String> SELF_SAID = Set.of(
            "forwarded",
            "x-forwarded-for",
            "x-forwarded-proto",
            "x-forwarded-host",
            "x-forwarded-port",
            "x-forwarded-prefix",
            "x-forwarded-server",
            "x-real-ip");
    /** {@code Host} is the instance's own; {@code Expect} the door answers itself. */
    private static final Set<String> OUR_OWN = Set.of("host", "expect", "busway-timeout");

    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._\\[\\]:-]{1,255}");
    private static final Pattern NO_TOKEN = Pattern.compile("[^A-Za-z0-9._-]");

    private final Callers callers;
    private final String me;

    /** @param node its name, which is told in {@code Via} */
    Forwarding(Callers callers, String node) {
        this.callers = callers;
        this.me = "busway-" + NO_TOKEN.matcher(node).replaceAll("_");
    }

    /** Whether this very node has passed the request on before. */
    boolean cameFromHere(HttpServerRequest request) {
        return request.headers().getAll("via").stream().anyMatch(this::isMe);
    }

    private boolean isMe(String via) {
        for (String hop : via.split(",", -1)) {
            if (hop.trim().endsWith(" " + me)) {
                return true;
            }
        }
        return false;
    }

    /** @param prefix of the path that the service does not get; may be empty */
    MultiMap headers(HttpServerRequest request, String prefix) {
        MultiMap headers = HopByHop.without(request.headers(), OUR_OWN);
        if (callers == Callers.STRANGERS) {
            SELF_SAID.forEach(headers::remove);
        }
        String caller = address(request.remoteAddress());
        String host = request.getHeader("host");
        append(headers, "X-Forwarded-For", caller);
        append(headers, "Forwarded", element(caller, host, request.scheme()));
        ifAbsent(headers, "X-Forwarded-Proto", request.scheme());
        ifAbsent(headers, "X-Forwarded-Host", host);
        if (!prefix.isEmpty()) {
            headers.set("X-Forwarded-Prefix", prefix);
        }
        addVia(headers);
        return headers;
    }

    void addVia(MultiMap headers) {
        append(headers, "Via", "1.1 " + me);
    }

    private static String element(String caller, @Nullable String host, @Nullable String scheme) {
        String node = caller.contains(":") ? "\"[" + caller + "]\"" : caller;
        String element = "for=" + node;
        if (host != null && HOST.matcher(host).matches()) {
            element += ";host=\"" + host + "\"";
        }
        return scheme == null ? element : element + ";proto=" + scheme;
    }

    private static String address(@Nullable SocketAddress remote) {
        String address = remote == null ? null : remote.hostAddress();
        return address == null ? "unknown" : address;
    }

    private static void append(MultiMap headers, String name, String value) {
        String before = String.join(", ", headers.getAll(name));
        headers.set(name, before.isEmpty() ? value : before + ", " + value);
    }

    private static void ifAbsent(MultiMap headers, String name, @Nullable String value) {
        if (value != null && !headers.contains(name)) {
            headers.set(name, value);
        }
    }
}
