package dev.busway.bench.chaos;

import io.vertx.core.json.JsonObject;

/**
 * One thing that is posted.
 *
 * @param turn place in its account, from 1 up
 */
record Entry(String account, int turn) {
    private static final int SLOW_EVERY = 97;
    private static final int LATE_EVERY = 211;

    /** How an entry comes in. */
    enum Door {
        HTTP,
        /** By the outbox, in a transaction of the caller's own that stays open. */
        LATE
    }

    /** The message's id, whoever sends it. */
    static String id(String account, int turn) {
        return account + "." + turn;
    }

    String id() {
        return id(account, turn);
    }

    Door door() {
        return turn % LATE_EVERY == 0 ? Door.LATE : Door.HTTP;
    }

    String body() {
        JsonObject body = new JsonObject().put("account", account).put("turn", turn);
        return turn % SLOW_EVERY == 0 ? body.put("slow", true).encode() : body.encode();
    }
}
