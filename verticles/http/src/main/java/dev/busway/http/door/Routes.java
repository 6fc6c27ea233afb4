package dev.busway.http.door;

import dev.busway.config.ConfigException;
import io.vertx.core.http.HttpMethod;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which endpoint answers what. Built at start, then read by every event loop: a path with no parameters costs one look into
 * a map.
 */
public final class Routes {
    private final Map<String, Path> exact = new HashMap<>();
    private final PathTree<Path> tree = new PathTree<>();

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
            return null;
        }
        Route found = route(match.value(), method);
        return found == null ? new Found(null, List.of(), allow(match.value())) : new Found(found, match.values(), "");
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
