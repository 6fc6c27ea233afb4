package dev.busway.bench.chaos;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** Draws faults and strikes, one after the other, evenly over the load. Blocks. */
final class Storm {
    private static final long LOOK_AGAIN_MILLIS = 50;

    private final Arena arena;
    private final Senders senders;
    private final ChaosOptions options;
    private final Random random;
    private final Map<Fault, Integer> struck = new EnumMap<>(Fault.class);
    private volatile String now = "";

    Storm(Arena arena, Senders senders, ChaosOptions options) {
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
            while (senders.accepted() < due) {
                if (senders.failed()) {
                    return;
                }
                TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MILLIS);
            }
            Fault fault = drawn.get(i);
            now = " · " + fault.told();
            struck.merge(fault, 1, Integer::sum);
            fault.strike(arena, random);
            now = "";
        }
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
