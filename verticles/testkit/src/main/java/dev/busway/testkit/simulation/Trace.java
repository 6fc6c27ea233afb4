package dev.busway.testkit.simulation;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The last things that happened in a simulated world; made text only when a seed has failed. */
public final class Trace {
    /** What is kept. */
    private static final int LAST = 400;

    private final Deque<Event> events = new ArrayDeque<>(LAST);

    private record Event(long nanos, String what, List<Object> facts) {
        @Override
        public String toString() {
            return String.format(Locale.ROOT, "%12.6f %s", nanos / 1e9, what)
                    + facts.stream().map(fact -> " " + fact).collect(Collectors.joining());
        }
    }

    void add(long nanos, String what, Object[] facts) {
        if (events.size() == LAST) {
            events.removeFirst();
        }
        events.addLast(new Event(nanos, what, Arrays.asList(facts)));
    }

    /** The last so many, each on a line. */
    public String last(int many) {
        return events.stream()
                .skip(Math.max(0, events.size() - many))
                .map(Event::toString)
                .collect(Collectors.joining("\n"));
    }
}
