package dev.busway.discovery;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * What we use of a Consul agent's HTTP API, as its documentation tells: registration with a TTL check, which turns critical when it is
 * not renewed, and queries that wait. It was never compared with a real agent. Everything runs on one event loop.
 */
final class FakeConsul implements AutoCloseable {
    private static final long TICK_MILLIS = 50;

    private final Vertx vertx = Vertx.vertx();
    private final HttpServer server;
    private final Map<String, Kept> services = new LinkedHashMap<>();
    private final List<Waiting> waiting = new ArrayList<>();
    private long index = 1;

    /** A service with its check. */
    private static final class Kept {
        private final JsonObject service;
        private final long ttlMillis;
        private String status;
        private long renewed = System.nanoTime();

        Kept(JsonObject service) {
            this.service = service;
            JsonObject check = service.getJsonObject("Check", new JsonObject());
            String ttl = check.getString("TTL", "");
            this.ttlMillis = ttl.isEmpty() ? Long.MAX_VALUE : Long.parseLong(ttl.replace("ms", ""));
            this.status = check.getString("Status", "critical");
        }

        boolean isLate() {
            return System.nanoTime() - renewed > TimeUnit.MILLISECONDS.toNanos(Math.min(ttlMillis, 1L << 40));
        }
    }

    /** A query that waits for news. */
    private record Waiting(HttpServerResponse response, long since, long until) {}

    FakeConsul() {
        try {
            server = vertx.createHttpServer()
                    .requestHandler(this::answer)
                    .listen(0, "127.0.0.1")
                    .await(30, TimeUnit.SECONDS);
        } catch (TimeoutException late) {
            throw new AssertionError("not listening within 30 s", late);
        }
        vertx.runOnContext(go -> vertx.setPeriodic(TICK_MILLIS, tick -> tick()));
    }

    int port() {
        return server.actualPort();
    }

    private synchronized void answer(HttpServerRequest request) {
        String path = URLDecoder.decode(request.path(), StandardCharsets.UTF_8);
        request.body().onSuccess(body -> {
            synchronized (this) {
                if (path.equals("/v1/agent/service/register")) {
                    JsonObject service = new JsonObject(body);
                    services.put(service.getString("ID", service.getString("Name")), new Kept(service));
                    changed();
                    request.response().end();
                } else if (path.startsWith("/v1/agent/service/deregister/")) {
                    boolean there = services.remove(last(path)) != null;
                    changed();
                    request.response().setStatusCode(there ? 200 : 404).end();
                } else if (path.startsWith("/v1/agent/check/update/service:")) {
                    renew(
                            request.response(),
                            path.substring("/v1/agent/check/update/service:".length()),
                            body.toJsonObject());
                } else {
                    query(request, path);
                }
            }
        });
    }

    private void renew(HttpServerResponse response, String id, JsonObject said) {
        Kept kept = services.get(id);
        if (kept == null) {
            response.setStatusCode(404).end("Unknown check ID \"service:" + id + "\"");
            return;
        }
        kept.renewed = System.nanoTime();
        if (!kept.status.equals(said.getString("Status"))) {
            kept.status = said.getString("Status");
            changed();
        }
        response.end();
    }

    private void query(HttpServerRequest request, String path) {
        if (path.equals("/v1/health/state/any")) {
            String since = request.getParam("index", "0");
            long wait = Long.parseLong(request.getParam("wait", "0s").replace("s", ""));
            waiting.add(new Waiting(
                    request.response(), Long.parseLong(since), System.nanoTime() + TimeUnit.SECONDS.toNanos(wait)));
            tell();
        } else if (path.equals("/v1/catalog/services")) {
            JsonObject names = new JsonObject().put("consul", new JsonArray());
            services.values().forEach(kept -> names.put(kept.service.getString("Name"), new JsonArray()));
            request.response().end(names.toBuffer());
        } else if (path.startsWith("/v1/health/service/")) {
            JsonArray found = new JsonArray();
            services.values().stream()
                    .filter(kept -> kept.service.getString("Name").equals(last(path)))
                    .forEach(kept -> found.add(entry(kept)));
            request.response().end(found.toBuffer());
        } else {
            request.response().setStatusCode(404).end("no such call: " + path);
        }
    }

    private static JsonObject entry(Kept kept) {
        JsonObject service = kept.service.copy().put("Service", kept.service.getString("Name"));
        service.remove("Check");
        return new JsonObject()
                .put("Node", new JsonObject().put("Node", "fake").put("Address", "127.0.0.1"))
                .put("Service", service)
                .put("Checks", new JsonArray().add(new JsonObject().put("Status", kept.status)));
    }

    private void changed() {
        index++;
        tell();
    }

    private synchronized void tick() {
        services.values().stream()
                .filter(kept -> kept.isLate() && !kept.status.equals("critical"))
                .toList()
                .forEach(kept -> {
                    kept.status = "critical";
                    changed();
                });
        tell();
    }

    private void tell() {
        long now = System.nanoTime();
        waiting.removeIf(one -> {
            boolean due = index > one.since() || now - one.until() >= 0;
            if (due) {
                one.response().putHeader("X-Consul-Index", Long.toString(index)).end("[]");
            }
            return due;
        });
    }

    private static String last(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    @Override
    public void close() {
        try {
            vertx.close().await(30, TimeUnit.SECONDS);
        } catch (TimeoutException late) {
            throw new AssertionError("not closed within 30 s", late);
        }
    }
}
