package dev.busway.http.proxy;

import dev.busway.bus.Problem;
import dev.busway.bus.service.ServiceClient;
import dev.busway.contract.ProxyRoute;
import dev.busway.http.door.Endpoint;
import dev.busway.http.door.Exchange;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Passes the requests of one path on to its service. Safe on any thread. */
final class ProxyEndpoint implements Endpoint {
    /** A segment that is one dot or two, however it is written: what it leads to is not what the path begins with. */
    private static final Pattern DOTS =
            Pattern.compile("(?i)(?:^|/|%2f|\\\\|%5c)(?:\\.|%2e){1,2}(?:/|%2f|\\\\|%5c|;|$)");

    private static final int MOST_TIMEOUT_DIGITS = 9;

    private final ProxyRoute route;
    private final ServiceClient service;
    private final Forwarding forwarding;
    private final Tunnels tunnels;
    private final ProxyMeters meters;
    private final AtomicInteger inFlight = new AtomicInteger();

    ProxyEndpoint(ProxyRoute route, ServiceClient service, Forwarding forwarding, Tunnels tunnels, ProxyMeters meters) {
        this.route = route;
        this.service = service;
        this.forwarding = forwarding;
        this.tunnels = tunnels;
        this.meters = meters;
    }

    @Override
    public void answer(Exchange exchange) {
        HttpServerRequest request = exchange.request();
        String path = String.valueOf(request.path());
        if (request.method().equals(HttpMethod.TRACE) || request.method().equals(HttpMethod.CONNECT)) {
            exchange.refuseAndClose(
                    ProxyProblems.METHOD_NOT_ALLOWED,
                    ProxyProblems.method(request.method().name()));
        } else if (DOTS.matcher(path).find()) {
            exchange.refuseAndClose(ProxyProblems.BAD_REQUEST, ProxyProblems.dots(path));
        } else if (forwarding.cameFromHere(request)) {
            exchange.refuseAndClose(ProxyProblems.LOOP_DETECTED, ProxyProblems.loop(route.service()));
        } else if (RequestBody.length(request) > route.bodyLimit()) {
            Problem problem = ProxyProblems.tooLarge(route.bodyLimit());
            exchange.refuseAndClose(problem.kind().httpStatus(), problem);
        } else if (inFlight.incrementAndGet() > route.maxInFlight()) {
            inFlight.decrementAndGet();
            exchange.refuseAndClose(
                    ProxyProblems.UNAVAILABLE,
                    ProxyProblems.full("requests of " + route.path(), "maxInFlight of its x-busway.proxy"));
        } else {
            pass(exchange);
        }
    }

    private void pass(Exchange exchange) {
        Pass pass = new Pass(exchange, this);
        HttpServerRequest request = exchange.request();
        long length = RequestBody.length(request);
        if (RequestBody.isUpgrade(request)) {
            if (tunnels.enter()) {
                pass.upgrade(tunnels);
            } else {
                pass.refuse(
                        ProxyProblems.UNAVAILABLE,
                        ProxyProblems.full("WebSockets that are passed on", "http.proxy.maxSockets"));
            }
        } else if (length == 0) {
            pass.whole();
        } else if (length > 0
                && length <= Math.min(RequestBody.KEPT, exchange.limits().bodyBytes())) {
            pass.kept();
        } else {
            pass.piped();
        }
    }

    ProxyRoute route() {
        return route;
    }

    ServiceClient service() {
        return service;
    }

    ProxyMeters meters() {
        return meters;
    }

    void left() {
        inFlight.decrementAndGet();
    }

    MultiMap headers(HttpServerRequest request) {
        return forwarding.headers(request, route.strip() ? route.prefix() : "");
    }

    void addVia(MultiMap answer) {
        forwarding.addVia(answer);
    }

    /** Path and query as the service gets them. */
    String target(HttpServerRequest request) {
        String path = String.valueOf(request.path());
        String rest = route.strip() ? path.substring(route.prefix().length()) : path;
        String query = request.query();
        return (rest.isEmpty() ? "/" : rest) + (query == null ? "" : "?" + query);
    }

    Optional<String> key(HttpServerRequest request) {
        if (route.policy() != ProxyRoute.Policy.CONSISTENT_HASH) {
            return Optional.empty();
        }
        return route.hashBy()
                .map(request::getHeader)
                .or(() -> Optional.ofNullable(request.remoteAddress().hostAddress()));
    }

    /** Until the answer begins; less where the caller waits less. */
    Duration timeout(HttpServerRequest request) {
        Duration longest = route.timeout();
        String said = request.getHeader("busway-timeout");
        if (!isNumber(said)) {
            return longest;
        }
        Duration wanted = Duration.ofMillis(Long.parseLong(said));
        return wanted.compareTo(longest) < 0 ? wanted : longest;
    }

    private static boolean isNumber(@Nullable String text) {
        return text != null
                && !text.isEmpty()
                && text.length() <= MOST_TIMEOUT_DIGITS
                && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
