package dev.busway.http.proxy;

import io.vertx.core.MultiMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Headers that concern one connection alone, and are not passed on.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-7.6.1">RFC 9110, 7.6.1</a>
 */
final class HopByHop {
    private static final Set<String> ALWAYS = Set.of(
            "connection",
            "proxy-connection",
            "keep-alive",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "proxy-authenticate",
            "proxy-authorization");
    /** Named in {@code Connection} or not: without these the message would be another one. */
    private static final Set<String> NEVER = Set.of("host", "content-length", "content-type", "content-encoding");

    private HopByHop() {}

    /** A copy without them, and without {@code others}, which are in lower case. */
    static MultiMap without(MultiMap headers, Set<String> others) {
        Set<String> left = named(headers.getAll("connection"));
        MultiMap rest = MultiMap.caseInsensitiveMultiMap();
        for (Map.Entry<String, String> header : headers) {
            String name = header.getKey().toLowerCase(Locale.ROOT);
            if (!ALWAYS.contains(name) && !left.contains(name) && !others.contains(name)) {
                rest.add(header.getKey(), header.getValue());
            }
        }
        return rest;
    }

    private static Set<String> named(List<String> connection) {
        Set<String> names = new HashSet<>();
        for (String value : connection) {
            for (String name : value.split(",", -1)) {
                names.add(name.trim().toLowerCase(Locale.ROOT));
            }
        }
        names.removeAll(NEVER);
        return names;
    }
}
