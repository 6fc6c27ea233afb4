package dev.busway.postgres;

import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/** A row or message that the log brought, until it is dealt with. Used on the relay's context alone. */
final class Handed {
    private final RelayedRow row;
    private final LogTransaction transaction;
    private final long number;
    private boolean settled;
    private @Nullable Spilled spilled;

    /** Where it stands in the table, when that is written. */
    record Spilled(RelayedRow row, Future<Void> written) {}

    Handed(RelayedRow row, LogTransaction transaction) {
        this(row, transaction, row.seq());
    }

    /** @param number that says where it belongs among the table's rows */
    Handed(RelayedRow row, LogTransaction transaction, long number) {
        this.row = row;
        this.transaction = transaction;
        this.number = number;
        transaction.open();
    }

    RelayedRow row() {
        return row;
    }

    long number() {
        return number;
    }

    LogTransaction transaction() {
        return transaction;
    }

    String sequence() {
        return row.sequence();
    }

    /** Whether it is in the log alone, and in no table. */
    boolean inLogAlone() {
        return row.seq() < 0;
    }

    /** Null where it is not put into the table. */
    @Nullable
    Spilled spilled() {
        return spilled;
    }

    void spills(Spilled to) {
        spilled = to;
    }

    /** The log need not keep it: sent, or safe in the table. Whether it was not so already. */
    boolean settle() {
        if (settled) {
            return false;
        }
        settled = true;
        transaction.settled();
        return true;
    }
}
