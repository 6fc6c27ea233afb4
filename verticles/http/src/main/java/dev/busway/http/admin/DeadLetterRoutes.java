package dev.busway.http.admin;

import com.fasterxml.jackson.databind.JsonNode;
import dev.busway.bus.Bus;
import dev.busway.bus.Problem;
import dev.busway.bus.Problem.Kind;
import dev.busway.bus.ProblemException;
import dev.busway.bus.deadletter.DeadLetterDesk;
import dev.busway.bus.deadletter.LetterFilter;
import dev.busway.bus.deadletter.Treated;
import dev.busway.bus.transport.DeadLetter;
import dev.busway.http.admin.LetterJson.Mode;
import dev.busway.http.door.Endpoint;
import dev.busway.http.door.Exchange;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * {@code /admin/dead-letters}: {@code GET} lists, {@code GET /{id}} shows one, {@code POST /replay} and {@code POST /drop} treat what
 * their body names, {@code DELETE} drops one, or what the query names.
 */
public final class DeadLetterRoutes {
    private static final int OK = 200;
    private static final int ACCEPTED = 202;
    private static final int UNSUPPORTED_MEDIA_TYPE = 415;
    private static final String DRY_RUN = "dryRun";

    private final DeadLetterDesk desk;

    public DeadLetterRoutes(Bus bus) {
        this.desk = new DeadLetterDesk(bus);
    }

    public void addTo(AdminRoutes admin) {
        admin.add(HttpMethod.GET, LetterJson.PATH, guarded(this::list));
        admin.add(HttpMethod.DELETE, LetterJson.PATH, guarded(this::dropSome));
        admin.add(HttpMethod.POST, LetterJson.PATH + "/replay", guarded(this::replay));
        admin.add(HttpMethod.POST, LetterJson.PATH + "/drop", guarded(this::drop));
        admin.add(HttpMethod.GET, LetterJson.PATH + "/{id}", guarded(this::show));
        admin.add(HttpMethod.DELETE, LetterJson.PATH + "/{id}", guarded(this::dropOne));
    }

    private void list(Exchange exchange) {
        MultiMap query = exchange.request().params();
        LetterFilter filter = LetterQuery.of(query, Set.of("limit", "after"));
        tell(
                exchange,
                desk.list(filter, LetterQuery.limit(query), LetterQuery.text(query, "after")),
                page -> exchange.json(OK, LetterJson.of(page)));
    }

    private void show(Exchange exchange) {
        String id = exchange.parameter();
        tell(exchange, desk.find(id), found -> show(exchange, id, found));
    }

    private static void show(Exchange exchange, String id, Optional<DeadLetter> found) {
        found.ifPresentOrElse(
                letter -> exchange.json(OK, LetterJson.whole(letter)), () -> exchange.refuse(unknown(id)));
    }

    private void replay(Exchange exchange) {
        body(exchange, body -> {
            LetterFilter filter = LetterQuery.of(body);
            Mode mode = mode(body.path(DRY_RUN).asText());
            Future<Treated> treated = mode == Mode.DRY ? desk.wouldReplay(filter) : desk.replay(filter);
            tell(
                    exchange,
                    treated,
                    done -> exchange.json(mode == Mode.DRY ? OK : ACCEPTED, LetterJson.of(done, "replayed", mode)));
        });
    }

    private void drop(Exchange exchange) {
        body(
                exchange,
                body -> drop(
                        exchange, LetterQuery.of(body), mode(body.path(DRY_RUN).asText())));
    }

    private void dropSome(Exchange exchange) {
        MultiMap query = exchange.request().params();
        LetterFilter filter = LetterQuery.something(LetterQuery.of(query, Set.of(DRY_RUN)));
        drop(exchange, filter, mode(query.get(DRY_RUN)));
    }

    private void drop(Exchange exchange, LetterFilter filter, Mode mode) {
        Future<Treated> treated = mode == Mode.DRY ? desk.wouldDrop(filter) : desk.drop(filter);
        tell(exchange, treated, done -> exchange.json(OK, LetterJson.of(done, "dropped", mode)));
    }

    private void dropOne(Exchange exchange) {
        String id = exchange.parameter();
        tell(exchange, desk.drop(LetterFilter.of(Set.of(id))), done -> {
            if (done.done().isEmpty()) {
                exchange.refuse(unknown(id));
            } else {
                exchange.json(OK, LetterJson.of(done, "dropped", Mode.REAL));
            }
        });
    }

    /** A page of another site may make a browser post forms to the loopback interface, but not JSON. */
    private static void body(Exchange exchange, Consumer<JsonNode> then) {
        String type = exchange.request().getHeader("content-type");
        if (type == null || !type.startsWith("application/json")) {
            exchange.refuse(
                    UNSUPPORTED_MEDIA_TYPE,
                    Problem.of(Kind.INVALID, "The body must be JSON.", "Send content-type: application/json."),
                    exchange.request().path());
            return;
        }
        exchange.body(
                bytes -> guarded(ready -> then.accept(LetterQuery.json(bytes))).answer(exchange));
    }

    private static <T> void tell(Exchange exchange, Future<T> asked, Consumer<T> answer) {
        asked.onComplete(done -> exchange.onLoop(() -> {
            if (done.succeeded()) {
                answer.accept(done.result());
            } else {
                exchange.refuse(Problem.of(done.cause()));
            }
        }));
    }

    private static Endpoint guarded(Endpoint endpoint) {
        return exchange -> {
            try {
                endpoint.answer(exchange);
            } catch (ProblemException refused) {
                exchange.refuse(refused.problem());
            } catch (IllegalArgumentException malformed) {
                exchange.refuse(Problem.of(Kind.INVALID, malformed.getMessage() + ".", "Escape it right."));
            }
        };
    }

    private static Mode mode(@Nullable String dryRun) {
        return Boolean.parseBoolean(dryRun) ? Mode.DRY : Mode.REAL;
    }

    private static Problem unknown(String id) {
        return Problem.of(
                Kind.NOT_FOUND, "No dead letter has the id " + id + ".", "GET " + LetterJson.PATH + " lists them.");
    }
}
