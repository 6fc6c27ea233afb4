package dev.busway.postgres;

import io.vertx.sqlclient.Row;
import org.jspecify.annotations.Nullable;

/**
 * What an idle relay saw, by one statement.
 *
 * @param ready there are rows to publish
 * @param sending handlers are sending rows, somewhere
 * @param drawn the last number given to a row
 * @param dueMillis how long until the next scheduled message is due; null with none
 * @param part the partition that takes new rows
 * @param engine wanted
 * @param emit callers' messages go into the log alone
 * @param active what publishes now, by whoever leads
 * @param slot the slot that outlives its reader is there
 * @param lost it was given up by the server
 * @param walBytes what it keeps
 * @param safeBytes how much more may be written before it is given up; -1: no bound is set
 * @param oldest number of the oldest transaction that may be open
 */
record RelayLook(
        boolean ready,
        boolean sending,
        long drawn,
        @Nullable Long dueMillis,
        int part,
        RelayEngine engine,
        boolean emit,
        RelayEngine active,
        boolean slot,
        boolean lost,
        long walBytes,
        long safeBytes,
        long oldest) {
    static RelayLook of(Row row) {
        return new RelayLook(
                row.getBoolean("ready"),
                row.getBoolean("sending"),
                row.getLong("drawn"),
                row.getLong("due"),
                row.getInteger("part"),
                RelayEngine.of(row.getString("engine")),
                row.getBoolean("emit"),
                RelayEngine.of(row.getString("active")),
                row.getBoolean("slot"),
                row.getBoolean("lost"),
                row.getLong("wal"),
                row.getLong("safe"),
                row.getLong("oldest"));
    }
}
