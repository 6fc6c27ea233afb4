package dev.busway.contract;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads {@code x-busway.proxy} of a document. */
final class ProxyReader {
    private static final Pattern PATH = Pattern.compile("(/[A-Za-z0-9._~!$&'()+,;=:@-]+)+(/\\*)?|/\\*");
    private static final Pattern DOTS = Pattern.compile("(?:^|/)\\.{1,2}(?:/|$)");
    private static final Pattern HEADER = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");

    private ProxyReader() {}

    /**
     * The routes, in their order.
     *
     * @param settings of the document
     * @param operations whose routes may not be the same
     */
    static List<ProxyRoute> read(Section settings, List<OperationSpec> operations) {
        List<ProxyRoute> routes = new ArrayList<>();
        Set<String> paths = new HashSet<>();
        for (Section one : settings.sections("proxy")) {
            route(one).ifPresent(route -> {
                if (!paths.add(route.path())) {
                    one.fault("path", "Two proxy routes have the path " + route.path() + ".", "Leave one of them out.");
                }
                taken(route, operations)
                        .ifPresent(operation -> one.fault(
                                "path",
                                "The operation " + operation.name() + " has the path " + route.path() + " already.",
                                "Give one of the two another path."));
                routes.add(route);
            });
        }
        return List.copyOf(routes);
    }

    /** The operation that has this very path. What is only below a star goes to the operation. */
    static Optional<OperationSpec> taken(ProxyRoute route, List<OperationSpec> operations) {
        return operations.stream()
                .filter(operation -> operation.http().map(HttpRoute::path).equals(Optional.of(route.path())))
                .findFirst();
    }

    private static Optional<ProxyRoute> route(Section one) {
        Optional<String> path = required(one, "path", "/payments/*");
        Optional<String> service = required(one, "service", "payments");
        boolean strip = one.flag("strip").orElse(false);
        ProxyRoute.Policy policy = one.word("policy", List.of(ProxyRoute.Policy.values()), ProxyRoute.Policy::word)
                .orElse(ProxyRoute.Policy.POWER_OF_TWO);
        Optional<String> hashBy = one.text("hashBy");
        Duration timeout =
                one.duration("timeout", ProxyRoute.SHORTEST, ProxyRoute.LONGEST).orElse(ProxyRoute.DEFAULT_TIMEOUT);
        Duration idle =
                one.duration("idle", ProxyRoute.SHORTEST, ProxyRoute.LONGEST).orElse(ProxyRoute.DEFAULT_IDLE);
        int retries = one.number("retries", 0, ProxyRoute.MOST_RETRIES).orElse(ProxyRoute.DEFAULT_RETRIES);
        Optional<Duration> hedgeAfter = one.duration("hedgeAfter", Duration.ofMillis(1), ProxyRoute.LONGEST);
        int bodyLimit = one.number("bodyLimit", 0, Integer.MAX_VALUE).orElse(ProxyRoute.DEFAULT_BODY_LIMIT);
        int maxInFlight =
                one.number("maxInFlight", 1, ProxyRoute.MOST_IN_FLIGHT).orElse(ProxyRoute.DEFAULT_MAX_IN_FLIGHT);
        one.end();
        path.ifPresent(wanted -> checkPath(one, wanted));
        checkHash(one, policy, hashBy);
        if (hedgeAfter.isPresent() && hedgeAfter.get().compareTo(timeout) >= 0) {
            one.fault(
                    "hedgeAfter",
                    one.path() + ".hedgeAfter is " + Section.word(hedgeAfter.get()) + ", and the timeout "
                            + Section.word(timeout) + ": no second instance would be asked.",
                    "Make it less than the timeout.");
        }
        if (path.isEmpty() || service.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new ProxyRoute(
                path.get(),
                service.get(),
                strip,
                policy,
                hashBy,
                timeout,
                idle,
                retries,
                hedgeAfter,
                bodyLimit,
                maxInFlight));
    }

    private static Optional<String> required(Section one, String key, String example) {
        Optional<String> value = one.text(key);
        if (value.isEmpty() && !one.has(key)) {
            one.fault(key, one.path() + " has no " + key + ".", "Add one, like " + key + ": " + example + ".");
        }
        return value;
    }

    private static void checkPath(Section one, String path) {
        if (!PATH.matcher(path).matches() || DOTS.matcher(path).find()) {
            one.fault(
                    "path",
                    one.path() + ".path must be a path like /payments or, with all below it, /payments/*, was " + path
                            + ".",
                    "Write plain segments, and a star at the end alone.");
        } else if (RouteReader.RESERVED.contains(path.split("/", 3)[1])) {
            one.fault("path", path + " lies under a route of the node's own.", "Choose another first segment.");
        }
    }

    private static void checkHash(Section one, ProxyRoute.Policy policy, Optional<String> hashBy) {
        if (hashBy.isEmpty()) {
            return;
        }
        if (policy != ProxyRoute.Policy.CONSISTENT_HASH) {
            one.fault(
                    "hashBy",
                    one.path() + ".hashBy names a header, and the policy " + policy.word() + " goes by none.",
                    "Choose policy: consistent-hash, or leave hashBy out.");
        } else if (!HEADER.matcher(hashBy.get()).matches()) {
            one.fault("hashBy", hashBy.get() + " is no name of a header.", "Write one like X-User.");
        }
    }
}
