package dev.busway.bench.outbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** CPU time of a process with all it has started, those that have ended included. Linux. */
final class CpuTime {
    /** A tick of {@code /proc}: USER_HZ, 100 on every Linux that Java runs on. */
    private static final long NANOS_A_TICK = 10_000_000;
    /** Fields of {@code /proc/PID/stat} behind the name, which may hold blanks: utime, stime, cutime, cstime. */
    private static final int FIRST_TIME = 11;

    private static final int TIMES = 4;

    private CpuTime() {}

    static long nanos(long pid) {
        return ProcessHandle.of(pid)
                        .map(root -> Stream.concat(Stream.of(root), root.descendants())
                                .mapToLong(process -> ticks(process.pid()))
                                .sum())
                        .orElse(0L)
                * NANOS_A_TICK;
    }

    private static long ticks(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            long ticks = 0;
            for (int i = FIRST_TIME; i < FIRST_TIME + TIMES; i++) {
                ticks += Long.parseLong(fields[i]);
            }
            return ticks;
        } catch (IOException ended) {
            // Its parent has been told what it took.
            return 0;
        }
    }
}
