package dev.busway.http.door;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Paths with parameters, {@code /orders/{orderId}}: a literal segment wins over a parameter. Built at start, then read by
 * every event loop.
 *
 * @param <T> what stands at a path
 */
final class PathTree<T> {
    private final Node<T> root = new Node<>();

    /** A place in the tree; {@code value} is there when a path ends here. */
    private static final class Node<T> {
        final Map<String, Node<T>> literals = new HashMap<>();

        @Nullable
        Node<T> parameter;

        @Nullable
        T value;
    }

    /** What stands at a path, and the decoded values of its parameters in their order. */
    record Match<T>(T value, List<String> values) {}

    /** What stands at this path already; else {@code fresh}, which then does. */
    T at(String path, T fresh) {
        Node<T> node = root;
        for (String segment : segments(path)) {
            if (isParameter(segment)) {
                Node<T> next = node.parameter;
                if (next == null) {
                    next = new Node<>();
                    node.parameter = next;
                }
                node = next;
            } else {
                node = node.literals.computeIfAbsent(segment, made -> new Node<>());
            }
        }
        T there = node.value;
        if (there == null) {
            node.value = fresh;
            return fresh;
        }
        return there;
    }

    @Nullable
    Match<T> find(String path) {
        return find(root, segments(path), 0, new ArrayList<>());
    }

    private @Nullable Match<T> find(Node<T> node, List<String> segments, int at, List<String> values) {
        if (at == segments.size()) {
            T value = node.value;
            return value == null ? null : new Match<>(value, List.copyOf(values));
        }
        String segment = decoded(segments.get(at));
        Node<T> literal = node.literals.get(segment);
        Match<T> found = literal == null ? null : find(literal, segments, at + 1, values);
        Node<T> parameter = node.parameter;
        if (found != null || parameter == null || segment.isEmpty()) {
            return found;
        }
        values.add(segment);
        found = find(parameter, segments, at + 1, values);
        values.remove(values.size() - 1);
        return found;
    }

    static List<String> parameters(String path) {
        return segments(path).stream()
                .filter(PathTree::isParameter)
                .map(segment -> segment.substring(1, segment.length() - 1))
                .toList();
    }

    static boolean isParameter(String segment) {
        return segment.startsWith("{") && segment.endsWith("}");
    }

    private static List<String> segments(String path) {
        return List.of(path.substring(1).split("/", -1));
    }

    /** Percent-encoding undone; what is wrongly encoded stays as it is and so matches nothing that is named. */
    private static String decoded(String segment) {
        if (segment.indexOf('%') < 0) {
            return segment;
        }
        try {
            return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            return segment;
        }
    }
}
