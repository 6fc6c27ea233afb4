package dev.busway.discovery.consul;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Calls of one agent's HTTP API, version 1 (developer.hashicorp.com/consul/api-docs). Safe on any thread. */
final class ConsulAgent {
    private static final Duration LONGEST_CALL = Duration.ofSeconds(5);
    /** How long a query waits for news; the agent may add a sixteenth. */
    static final Duration WAIT = Duration.ofSeconds(5);

    private static final Duration LONGEST_WAIT = WAIT.plusSeconds(10);
    /** Connections: one waits for news. */
    private static final int CONNECTIONS = 8;

    private static final int LARGEST_ANSWER = 16 << 20;
    private static final int OK = 200;
    private static final int NOT_FOUND = 404;

    private final Vertx vertx;
    private final HttpClientAgent client;
    private final ConsulOptions options;

    ConsulAgent(Vertx vertx, ConsulOptions options) {
        this.vertx = vertx;
        this.client = vertx.createHttpClient(
                new HttpClientOptions()
                        .setConnectTimeout((int) LONGEST_CALL.toMillis())
                        .setDefaultHost(options.host())
                        .setDefaultPort(options.port()),
                new PoolOptions().setHttp1MaxSize(CONNECTIONS));
        this.options = options;
    }

    /** What the agent said. */
    private record Said(int status, String index, Buffer body) {}

    /** News: the index up to which it is told. */
    record News(String index) {}

    Future<Void> register(JsonObject service) {
        return put("/v1/agent/service/register", service.toBuffer()).compose(ConsulAgent::good);
    }

    Future<Void> deregister(String id) {
        return put("/v1/agent/service/deregister/" + word(id), Buffer.buffer())
                .compose(said -> said.status() == NOT_FOUND ? Future.succeededFuture() : good(said));
    }

    /** Renews the lease; false where the agent knows no such service any more. */
    Future<Boolean> renew(String id, String status) {
        return put(
                        "/v1/agent/check/update/" + word("service:" + id),
                        new JsonObject().put("Status", status).toBuffer())
                .compose(said -> said.status() == OK
                        ? Future.succeededFuture(true)
                        : said.status() == NOT_FOUND || said.body().toString().contains("Unknown check")
                                ? Future.succeededFuture(false)
                                : good(said).map(false));
    }

    /** Completes when the health of anything has changed since, or after {@link #WAIT}. */
    Future<News> news(String since) {
        String path =
                "/v1/health/state/any" + (since.isEmpty() ? "" : "?index=" + since + "&wait=" + WAIT.toSeconds() + "s");
        return call(HttpMethod.GET, path, Buffer.buffer(), LONGEST_WAIT)
                .compose(said -> good(said).map(new News(said.index())));
    }

    Future<List<String>> services() {
        return get("/v1/catalog/services").map(body -> List.copyOf(new JsonObject(body).fieldNames()));
    }

    /** The instances of one service with their checks. */
    Future<List<JsonObject>> instances(String service) {
        return get("/v1/health/service/" + word(service)).map(body -> {
            List<JsonObject> found = new ArrayList<>();
            new JsonArray(body).forEach(one -> found.add((JsonObject) one));
            return found;
        });
    }

    Future<Void> close() {
        return client.close();
    }

    private Future<Buffer> get(String path) {
        return call(HttpMethod.GET, path, Buffer.buffer(), LONGEST_CALL)
                .compose(said -> good(said).map(said.body()));
    }

    private Future<Said> put(String path, Buffer body) {
        return call(HttpMethod.PUT, path, body, LONGEST_CALL);
    }

    private Future<Said> call(HttpMethod method, String path, Buffer body, Duration longest) {
        RequestOptions request = new RequestOptions()
                .setMethod(method)
                .setURI(path)
                .setConnectTimeout(LONGEST_CALL.toMillis())
                .setIdleTimeout(longest.toMillis());
        options.token().ifPresent(token -> request.putHeader("X-Consul-Token", token));
        // From a thread that is none of Vert.x's an answer may have ended before anybody reads it.
        return Future.future(said -> vertx.getOrCreateContext().runOnContext(here -> client.request(request)
                .compose(open -> open.send(body))
                .compose(ConsulAgent::read)
                .onComplete(said)));
    }

    private static Future<Said> read(HttpClientResponse response) {
        String index = response.getHeader("X-Consul-Index");
        Promise<Said> read = Promise.promise();
        Buffer body = Buffer.buffer();
        response.handler(bytes -> {
                    if (body.length() + bytes.length() > LARGEST_ANSWER) {
                        read.tryFail("Consul's answer has more than " + LARGEST_ANSWER + " bytes");
                        response.request().connection().close();
                    } else {
                        body.appendBuffer(bytes);
                    }
                })
                .exceptionHandler(read::tryFail)
                .endHandler(end -> read.tryComplete(new Said(response.statusCode(), index == null ? "" : index, body)));
        return read.future();
    }

    private static Future<Void> good(Said said) {
        return said.status() == OK
                ? Future.succeededFuture()
                : Future.failedFuture("Consul answered " + said.status() + " "
                        + said.body().getString(0, Math.min(200, said.body().length())));
    }

    private static String word(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
