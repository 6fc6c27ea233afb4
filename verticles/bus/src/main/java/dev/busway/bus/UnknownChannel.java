package dev.busway.bus;

import dev.busway.contract.source.Nearest;
import java.util.Set;

/** The refusal of an address that no contract names. */
final class UnknownChannel {
    private UnknownChannel() {}

    static Problem problem(String address, Set<String> known) {
        return Problem.of(
                Problem.Kind.UNKNOWN_CHANNEL,
                "No contract names the channel " + address + ".",
                Nearest.among(address, known.iterator())
                        .map(near -> "Did you mean " + near + "?")
                        .orElse("Declare it in a contract, or look at GET /contracts for those that are."));
    }
}
