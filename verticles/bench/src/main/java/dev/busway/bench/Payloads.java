package dev.busway.bench;

import io.vertx.core.json.JsonObject;

/** The payloads that every bench sends: JSON of about the named size. */
public final class Payloads {
    private Payloads() {}

    public static JsonObject ofBytes(int size) {
        JsonObject order = new JsonObject()
                .put("orderId", "o-1029384756")
                .put("consumerId", "c-4711")
                .put("restaurant", "Ajanta")
                .put("total", 1895);
        int missing = size - order.encode().length() - ",\"note\":\"\"".length();
        return order.put("note", "n".repeat(Math.max(missing, 1)));
    }
}
