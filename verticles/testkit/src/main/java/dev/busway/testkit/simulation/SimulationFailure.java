package dev.busway.testkit.simulation;

/** A rule that did not hold in a simulated world. */
public final class SimulationFailure extends AssertionError {
    private static final long serialVersionUID = 1;

    public SimulationFailure(String rule) {
        super(rule);
    }

    SimulationFailure(String rule, Throwable cause) {
        super(rule, cause);
    }
}
