package dev.busway.bench.chaos;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Draws faults and strikes, one after the other, evenly over the work: a fault that strikes when all is done proves nothing. Blocks. */
final class Storm {
    private static final long LOOK_AGAIN_MILLIS = 50;
    private static final Duration LONGEST_STANDSTILL = Duration.ofSeconds(90);

    private final Arena arena;
    private final Senders senders;
    private final LongSupplier done;
    private final ChaosOptions options;
    private final Random random;
    private final Map<Fault, Integer> struck = new EnumMap<>(Fault.class);
    private volatile String now = "";

    /** @param done messages that have their effects by now */
    Storm(Arena arena, Senders senders, LongSupplier done, ChaosOptions options) {
        this.done = done;
        this.arena = arena;
        this.senders = senders;
        this.options = options;
        this.random = new Random(options.seed());
    }

    /** What strikes at the moment, for people. */
    String now() {
        return now;
    }

    /** How often each struck, when {@link #run} has returned. */
    Map<Fault, Integer> struck() {
        return struck;
    }

    void run() throws IOException, InterruptedException, SQLException {
        List<Fault> drawn = draw();
        for (int i = 0; i < drawn.size(); i++) {
            long due = (long) options.messages() * (i + 1) / (drawn.size() + 1);
            if (!reached(due)) {
                return;
            }
            Fault fault = drawn.get(i);
            now = " · " + fault.told();
            struck.merge(fault, 1, Integer::sum);
            fault.strike(arena, random);
            now = "";
        }
    }

    /** Waits for it; not when the senders gave up, or nothing has moved for long: the books will tell what is lost. */
    private boolean reached(long due) throws InterruptedException {
        long before = -1;
        Instant latest = Instant.now();
        for (long now = done.getAsLong(); now < due; now = done.getAsLong()) {
            if (now != before) {
                before = now;
                latest = Instant.now().plus(LONGEST_STANDSTILL);
            }
            if (senders.failed() || Instant.now().isAfter(latest)) {
                return false;
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MILLIS);
        }
        return true;
    }

    /** Each kind comes before any comes again. */
    private List<Fault> draw() {
        List<Fault> drawn = new ArrayList<>();
        while (drawn.size() < options.faults()) {
            List<Fault> all = new ArrayList<>(List.of(Fault.values()));
            Collections.shuffle(all, random);
            drawn.addAll(all);
        }
        return drawn.subList(0, options.faults());
    }
}
