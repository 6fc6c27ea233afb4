package dev.busway.bus.transport.broker;

/** One delivery and its history; touched by the group's context. */
final class Task {
    final Arrival arrival;
    /** Tries that have begun and count. */
    int tries;
    /** Waits since it came, whatever for. */
    int waits;

    Task(Arrival arrival) {
        this.arrival = arrival;
    }
}
