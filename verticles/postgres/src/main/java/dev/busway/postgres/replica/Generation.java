package dev.busway.postgres.replica;

/**
 * One filling of a replica: a table, and the group that fills it.
 *
 * @param number from 1; each rebuild has its own, so that its inbox knows nothing of earlier ones
 */
record Generation(String replica, int number) {
    String table() {
        return "busway.replica_" + replica + "__g" + number;
    }

    String group() {
        return "replica-" + replica + "-" + number;
    }
}
