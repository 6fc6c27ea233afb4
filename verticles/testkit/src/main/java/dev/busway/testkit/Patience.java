package dev.busway.testkit;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** How long a test waits for what must come: far longer than it takes, since a slow machine is no fault of the code. */
public final class Patience {
    /** Bounds a wait that, on a healthy machine, is over in milliseconds. */
    public static final Duration LONG = Duration.ofSeconds(30);

    private Patience() {}

    /** Awaitility's, with {@link #LONG} as its bound instead of 10 s. */
    public static ConditionFactory await() {
        return Awaitility.await().atMost(LONG);
    }
}
