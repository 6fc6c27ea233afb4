package dev.busway.http.door;

import com.fasterxml.jackson.databind.JsonNode;
import dev.busway.bus.Problem;
import dev.busway.message.Payload;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.internal.ContextInternal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** One request and its one answer. Belongs to the request's event loop; {@link #onLoop} leads back to it. */
public final class Exchange {
    public static final CharSequence JSON = HttpHeaders.createOptimized("application/json");
    /** How long a refused sender may go on sending before its connection is closed: else it would never read the answer. */
    private static final long LINGER_MILLIS = 1_000;

    private final Vertx vertx;
    private final HttpServerRequest request;
    private final ContextInternal context;
    private final Routes.Route route;
    private final List<String> values;
    private final Admission admission;
    private final Bodies bodies;
    private boolean answered;

    Exchange(
            Vertx vertx,
            HttpServerRequest request,
            Routes.Route route,
            List<String> values,
            Admission admission,
            Bodies bodies) {
        this.vertx = vertx;
        this.request = request;
        this.context = (ContextInternal) vertx.getOrCreateContext();
        this.route = route;
        this.values = values;
        this.admission = admission;
        this.bodies = bodies;
    }

    public Vertx vertx() {
        return vertx;
    }

    public HttpServerRequest request() {
        return request;
    }

    public LimitOptions limits() {
        return admission.limits();
    }

    /** Who calls, as far as the door knows: the address that the connection comes from. */
    public String principal() {
        return Principals.of(request.remoteAddress());
    }

    /** What the caller would like. */
    public Preferences preferences() {
        return Preferences.of(request.headers(), admission.limits().maxWait());
    }

    /** The parameters of the path, decoded. */
    public Map<String, String> parameters() {
        if (values.isEmpty()) {
            return Map.of();
        }
        Map<String, String> named = new LinkedHashMap<>();
        for (int i = 0; i < values.size(); i++) {
            named.put(route.parameters().get(i), values.get(i));
        }
        return named;
    }

    /** The first parameter of the path. */
    public String parameter() {
        return values.get(0);
    }

    /** Reads the body within the limits; answers by itself when it is too long or too slow. */
    public void body(Consumer<Buffer> then) {
        new Body(this, bodies, admission.limits(), then).read();
    }

    /** Runs on the exchange's event loop: at once where this is it. */
    public void onLoop(Runnable step) {
        if (context.nettyEventLoop().inEventLoop()) {
            step.run();
        } else {
            context.runOnContext(go -> step.run());
        }
    }

    public Context context() {
        return context;
    }

    /** Whether an answer was given, or nobody is there any more to take one. */
    public boolean over() {
        return answered || request.response().closed();
    }

    /** Begins an answer that the endpoint writes itself; the exchange no longer counts as in flight. */
    public HttpServerResponse open(int status) {
        leave();
        return request.response().setStatusCode(status);
    }

    public void json(int status, JsonNode body) {
        end(status, JSON, Payload.of(body).bytes());
    }

    public void end(int status, CharSequence contentType, Buffer body) {
        if (over()) {
            leave();
            return;
        }
        request.response().setStatusCode(status).putHeader(HttpHeaders.CONTENT_TYPE, contentType);
        end(body);
    }

    /** Ends an answer whose status and headers the endpoint has set. */
    public void end(Buffer body) {
        leave();
        request.response().end(body);
    }

    public void refuse(Problem problem) {
        refuse(problem.kind().httpStatus(), problem, request.path());
    }

    /** Refuses with a status of HTTP's own, or about something else than the path. */
    public void refuse(int status, Problem problem, String instance) {
        boolean over = over();
        leave();
        if (!over) {
            ProblemJson.send(request.response(), status, problem, instance);
        }
    }

    /** Refuses a request whose rest nobody will read. */
    public void refuseAndClose(int status, Problem problem) {
        request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        refuse(status, problem, request.path());
        vertx.setTimer(LINGER_MILLIS, late -> request.connection().close());
    }

    /** The caller went away before its answer. */
    public void abandoned() {
        leave();
    }

    /** An answer that the endpoint wrote itself has ended. */
    public void streamed() {
        leave();
    }

    private void leave() {
        if (!answered) {
            answered = true;
            if (route.intake() == Intake.COUNTED) {
                admission.leave();
            }
        }
    }
}
