package dev.busway.postgres;

/** One committed transaction of the log, and how much of it is not dealt with. Used on the relay's context alone. */
final class LogTransaction {
    private final int xid;
    private final boolean seen;
    private int open;
    private long end;

    /**
     * @param xid its number, the lower half
     * @param seen whether its rows were in the table when the log was opened: they are read there
     */
    LogTransaction(int xid, boolean seen) {
        this.xid = xid;
        this.seen = seen;
    }

    int xid() {
        return xid;
    }

    boolean seen() {
        return seen;
    }

    void open() {
        open++;
    }

    void settled() {
        open--;
    }

    void ends(long position) {
        end = position;
    }

    long end() {
        return end;
    }

    boolean done() {
        return end != 0 && open == 0;
    }
}
