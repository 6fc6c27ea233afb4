package dev.busway.bus.service;

import dev.busway.bus.Problem;
import dev.busway.bus.Problem.Kind;
import java.time.Duration;

/** How a call of a service fails. */
final class CallProblems {
    private CallProblems() {}

    static Problem tooLate(String service, Duration timeout) {
        return Problem.of(
                Kind.TIMEOUT,
                "The service " + service + " did not answer within " + timeout.toMillis() + " ms.",
                "Allow more time, or look why it is slow: busway services " + service + ".");
    }

    static Problem nobody(Instances instances) {
        String service = instances.service();
        return Problem.of(
                Kind.NO_HANDLER,
                "No instance of the service " + service + " with a door " + String.join(" or ", instances.doors())
                        + " is known.",
                "Start one, or name one in registry.services: busway services " + service + ".");
    }

    static Problem broken(String service, Target target, Throwable cause) {
        return Problem.of(
                Kind.BROKEN,
                "The service " + service + " at " + target.address() + " failed: "
                        + (cause.getMessage() == null ? cause.toString() : cause.getMessage()),
                "Look at that instance, or try again.");
    }
}
