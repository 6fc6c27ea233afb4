package dev.busway.testkit.simulation;

import java.util.OptionalLong;
import java.util.function.LongFunction;

/**
 * Runs one world per seed. {@code -Dbusway.simulation.seeds=K} sets how many, {@code -Dbusway.simulation.seed=N} runs that one
 * alone. A seed that fails says so with the last events of its world, and ends the run.
 */
public final class Seeds {
    private static final int SHOWN_EVENTS = 80;
    private final int many;

    private Seeds(int many) {
        this.many = many;
    }

    /** So many, where the command line does not say. */
    public static Seeds of(int many) {
        return new Seeds(Integer.getInteger("busway.simulation.seeds", many));
    }

    /** Whatever the command line says: for worlds that are made to fail. */
    public static Seeds exactly(int many) {
        return new Seeds(many);
    }

    /** A world that is made and not run yet. */
    public interface World {
        VirtualTime time();

        /** Runs until all is quiet. @throws SimulationFailure when a rule is broken */
        void run();
    }

    /** Fails with the first seed that does; the steps of all worlds together. */
    public long run(LongFunction<? extends World> worlds) {
        Long one = Long.getLong("busway.simulation.seed");
        long steps = 0;
        for (long seed = one == null ? 1 : one; seed <= (one == null ? many : one); seed++) {
            World world = worlds.apply(seed);
            run(seed, world);
            steps += world.time().steps();
        }
        return steps;
    }

    /** The first of the seeds whose world breaks a rule; empty where none does. */
    public OptionalLong firstFailing(LongFunction<? extends World> worlds) {
        for (long seed = 1; seed <= many; seed++) {
            try {
                worlds.apply(seed).run();
            } catch (SimulationFailure broken) {
                return OptionalLong.of(seed);
            }
        }
        return OptionalLong.empty();
    }

    private static void run(long seed, World world) {
        try {
            world.run();
        } catch (RuntimeException | AssertionError broken) {
            throw new AssertionError(
                    "seed=" + seed + ": " + broken.getMessage() + "\nReplay it alone: -Dbusway.simulation.seed=" + seed
                            + "\n" + world.time().trace().last(SHOWN_EVENTS),
                    broken);
        }
    }
}
