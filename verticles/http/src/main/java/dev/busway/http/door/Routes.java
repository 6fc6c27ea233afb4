package dev.busway.http.door;

import dev.busway.config.ConfigException;
import io.vertx.core.http.HttpMethod;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which endpoint answers what. Built at start, then read by every event loop: a path with no parameters costs one look into
 * a map.
 */
public final class Routes {
    /** First segments that the gateway keeps for itself. */
    public static final Set<String> OWN =
            Set.of("channels", "operations", "contracts", "eventbus", "health", "metrics", "openapi.json", "admin");

    private final Map<String, Path> exact = new HashMap<>();
    private final PathTree<Path> tree = new PathTree<>();

    /** Paths that are asked for when no other route has one, the longest first. */
    private final List<Beneath> beneath = new ArrayList<>();

    /** A path with all methods, and what is below it where {@code below}. */
    private record Beneath(String prefix, boolean below, Route route) {
        boolean has(String path) {
            return path.equals(prefix) || (below && path.startsWith(prefix + "/") && !isOwn(path));
        }

        /** What is below a route of the node's own, and is no route, is nobody's else either. */
        private boolean isOwn(String path) {
            return prefix.isEmpty() && OWN.contains(path.split("/", 3)[1]);
        }
    }

    /** One method of one path. */
    record Route(String pattern, List<String> parameters, Endpoint endpoint, Intake intake) {}

    /** All methods of one path. */
    private static final class Path {
        final Map<HttpMethod, Route> routes = new HashMap<>();
    }

    /** What was found: a route and the values of its parameters; or no route, because the path knows other methods only. */
    record Found(@Nullable Route route, List<String> values, String allow) {}

    /**
     * Adds a route.
     *
     * @throws ConfigException if another one of the same shape is there already
     */
    public void add(HttpMethod method, String pattern, Intake intake, Endpoint endpoint) {
        Path path = at(pattern);
        Route before =
                path.routes.putIfAbsent(method, new Route(pattern, PathTree.parameters(pattern), endpoint, intake));
        if (before != null) {
            throw new ConfigException("the HTTP route " + method + " " + pattern + " is taken already by "
                    + before.pattern() + ". Mend: give one of the two another path in its contract.");
        }
    }

    /**
     * Adds a path for all methods, whose requests come when no other route has theirs; of several the longest wins.
     *
     * @param pattern as {@code /payments}, or {@code /payments/*} with all that is below it
     */
    public void addLast(String pattern, Intake intake, Endpoint endpoint) {
        boolean below = pattern.endsWith("/*");
        String prefix = below ? pattern.substring(0, pattern.length() - 2) : pattern;
        if (beneath.stream().anyMatch(one -> one.prefix.equals(prefix) && one.below == below)) {
            throw new ConfigException("the path " + pattern + " is passed on twice. Mend: leave one of the two out.");
        }
        beneath.add(new Beneath(prefix, below, new Route(pattern, List.of(), endpoint, intake)));
        beneath.sort(Comparator.comparingInt((Beneath one) -> one.prefix.length())
                .reversed()
                .thenComparing(one -> one.below));
    }

    /** The entry of exactly this path, beside one with a parameter in its place. */
    private Path at(String pattern) {
        if (pattern.contains("{")) {
            return tree.at(pattern, new Path());
        }
        return exact.computeIfAbsent(pattern, fresh -> tree.at(pattern, new Path()));
    }

    /** What answers this request; {@code null} where no route has this path. */
    @Nullable
    Found find(HttpMethod method, String rawPath) {
        Path path = exact.get(rawPath);
        Route route = path == null ? null : route(path, method);
        if (route != null) {
            return new Found(route, List.of(), "");
        }
        PathTree.Match<Path> match = rawPath.startsWith("/") ? tree.find(rawPath) : null;
        if (match == null) {
            return last(rawPath);
        }
        Route found = route(match.value(), method);
        return found == null ? new Found(null, List.of(), allow(match.value())) : new Found(found, match.values(), "");
    }

    private @Nullable Found last(String rawPath) {
        for (Beneath one : beneath) {
            if (one.has(rawPath)) {
                return new Found(one.route, List.of(), "");
            }
        }
        return null;
    }

    private static @Nullable Route route(Path path, HttpMethod method) {
        Route route = path.routes.get(method);
        return route == null && method.equals(HttpMethod.HEAD) ? path.routes.get(HttpMethod.GET) : route;
    }

    private static String allow(Path path) {
        return path.routes.keySet().stream()
                .map(HttpMethod::name)
                .collect(Collectors.toCollection(TreeSet::new))
                .stream()
                .collect(Collectors.joining(", "));
    }
}
