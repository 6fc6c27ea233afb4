package dev.busway.postgres;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Sequences whose last message was refused and that wait before the next try; others flow. A channel with many of them waits as
 * a whole. Used on the relay's context alone.
 */
final class Setbacks {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
    /** A sequence that nothing was heard of for so long went through by another relay. */
    private static final Duration FORGOTTEN = Duration.ofMinutes(1);
    /** With so many sequences held up, the channel itself is ill. */
    private static final long ILL_CHANNEL = 100;
    /** Beyond this the oldest is forgotten: it is only tried sooner. */
    private static final int MOST = 10_000;

    private final Map<String, Setback> setbacks = new LinkedHashMap<>();

    private record Setback(String channel, long until, Duration pause) {}

    void add(RelayedRow row, long nowMillis) {
        Setback last = setbacks.remove(row.sequence());
        Duration pause = last == null ? FIRST_PAUSE : last.pause().multipliedBy(2);
        Duration bounded = pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
        if (setbacks.size() >= MOST) {
            setbacks.remove(setbacks.keySet().iterator().next());
        }
        setbacks.put(row.sequence(), new Setback(row.channel(), nowMillis + bounded.toMillis(), bounded));
    }

    void clear(RelayedRow row) {
        if (!setbacks.isEmpty()) {
            setbacks.remove(row.sequence());
        }
    }

    /** Sequences that must wait. */
    List<String> held(long nowMillis) {
        List<String> held = new ArrayList<>();
        setbacks.forEach((sequence, setback) -> {
            if (setback.until() > nowMillis) {
                held.add(sequence);
            }
        });
        return held;
    }

    /** Channels that must wait. */
    Set<String> illChannels(long nowMillis) {
        if (setbacks.size() < ILL_CHANNEL) {
            return Set.of();
        }
        Set<String> ill = new HashSet<>();
        setbacks.values().stream()
                .filter(setback -> setback.until() > nowMillis)
                .collect(Collectors.groupingBy(Setback::channel, Collectors.counting()))
                .forEach((channel, count) -> {
                    if (count >= ILL_CHANNEL) {
                        ill.add(channel);
                    }
                });
        return ill;
    }

    /** Milliseconds until the next one may be tried; {@link Long#MAX_VALUE} with none. Forgets those long past. */
    long nextMillis(long nowMillis) {
        setbacks.values().removeIf(setback -> setback.until() + FORGOTTEN.toMillis() < nowMillis);
        return setbacks.values().stream()
                .filter(setback -> setback.until() > nowMillis)
                .mapToLong(setback -> setback.until() - nowMillis)
                .min()
                .orElse(Long.MAX_VALUE);
    }
}
