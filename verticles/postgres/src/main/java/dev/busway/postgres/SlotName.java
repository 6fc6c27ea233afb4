package dev.busway.postgres;

import java.util.Locale;

/**
 * The replication slot of one database: slots belong to the whole server.
 *
 * @param lasting whether it outlives who reads it; if not, the server drops it with the connection
 */
record SlotName(String name, boolean lasting) {
    private static final int LONGEST_PART = 40;

    /** The one that keeps messages that are in the log alone. */
    static SlotName lasting(String database) {
        String plain = database.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_]", "_");
        String part = plain.length() <= LONGEST_PART ? plain : plain.substring(0, LONGEST_PART);
        return new SlotName("busway_" + part + "_" + Integer.toHexString(database.hashCode()), true);
    }

    /** One that goes with the node: the table says what is to be sent. */
    static SlotName passing(int node) {
        return new SlotName("busway_node_" + node, false);
    }
}
