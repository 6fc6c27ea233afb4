package dev.busway.postgres;

import java.util.ArrayDeque;
import java.util.Deque;

/** How far the log is dealt with: transactions settle in any order, the server hears of them in that of their commits. Used on the relay's context alone. */
final class LogProgress {
    private final Deque<LogTransaction> transactions = new ArrayDeque<>();
    private long position;

    void begins(LogTransaction transaction) {
        transactions.add(transaction);
    }

    /** The one that is being read. */
    LogTransaction last() {
        return transactions.getLast();
    }

    /** All before this position is dealt with. */
    long position() {
        return position;
    }

    /** Moves on as far as it goes. */
    long advance() {
        LogTransaction first = transactions.peek();
        while (first != null && first.done()) {
            transactions.poll();
            position = first.end();
            first = transactions.peek();
        }
        return position;
    }
}
