package dev.busway.contract;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads {@code x-busway.http} of an operation. */
final class RouteReader {
    private static final Set<String> METHODS = Set.of("GET", "POST", "PUT", "PATCH", "DELETE");
    private static final Pattern PATH =
            Pattern.compile("(/([A-Za-z0-9._~!$&'()*+,;=:@%-]+|\\{[A-Za-z_][A-Za-z0-9_-]*}))+");
    private static final Pattern PARAMETER = Pattern.compile("\\{([^{}]+)}");

    /** First segments of the node's own routes. */
    static final Set<String> RESERVED =
            Set.of("channels", "operations", "contracts", "eventbus", "health", "metrics", "admin", "openapi.json");

    private RouteReader() {}

    static Optional<HttpRoute> read(Section settings, Part operation) {
        Optional<String> bound = Bindings.method(operation);
        if (!settings.has("http")) {
            bound.ifPresent(method -> operation
                    .reading()
                    .note(Transports.path(operation)
                            + ": the http binding names a method but no path; the channel's own route takes POST."));
            return Optional.empty();
        }
        Section http = settings.section("http");
        Optional<String> method = http.text("method").or(() -> bound).map(word -> word.toUpperCase(Locale.ROOT));
        Optional<String> path = http.text("path");
        List<String> types = types(http);
        http.end();
        if (method.isPresent() && !METHODS.contains(method.get())) {
            http.fault(
                    "method",
                    http.path() + ".method must be one of GET, POST, PUT, PATCH and DELETE, was " + method.get() + ".",
                    "Choose one of these.");
        }
        if (path.isEmpty()) {
            if (!http.has("path")) {
                http.fault("path", http.path() + " has no path.", "Add one, like path: /orders/{orderId}.");
            }
            return Optional.empty();
        }
        checkPath(http, path.get());
        checkTypes(http, path.get(), types);
        return Optional.of(new HttpRoute(method.orElse("POST"), path.get(), types));
    }

    private static List<String> types(Section http) {
        if (http.has("type") && http.has("types")) {
            http.fault("type", http.path() + " has both type and types.", "Keep one of the two.");
        }
        List<String> several = http.texts("types");
        return several.isEmpty() ? http.texts("type") : several;
    }

    private static void checkPath(Section http, String path) {
        if (!PATH.matcher(path).matches()) {
            http.fault(
                    "path",
                    http.path() + ".path must be segments like /orders/{orderId}, was " + path + ".",
                    "A segment is plain text or one {parameter}.");
        } else if (RESERVED.contains(path.split("/", 3)[1])) {
            http.fault("path", path + " lies under a route of the node's own.", "Choose another first segment.");
        } else if (parameters(path).size() != PARAMETER.matcher(path).results().count()) {
            http.fault("path", path + " has the same parameter twice.", "Rename one of them.");
        }
    }

    private static void checkTypes(Section http, String path, List<String> types) {
        for (String type : types) {
            TypeTemplate.problem(type, parameters(path))
                    .ifPresent(problem -> http.fault(
                            http.has("types") ? "types" : "type",
                            problem,
                            "Write {parameter} of the path or {#/pointer} into the payload."));
        }
    }

    private static Set<String> parameters(String path) {
        Set<String> names = new HashSet<>();
        Matcher matcher = PARAMETER.matcher(path);
        while (matcher.find()) {
            names.add(matcher.group(1));
        }
        return names;
    }
}
