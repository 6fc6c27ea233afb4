package dev.busway.bus.deadletter;

import dev.busway.bus.Problem;
import java.util.List;

/**
 * What became, or would become, of letters.
 *
 * @param done that are replayed or dropped
 * @param refused that are left where they are
 * @param extent whether more fit than are treated at once
 */
public record Treated(List<LetterRef> done, List<Refusal> refused, Extent extent) {
    /** Whether more fit than are treated at once. */
    public enum Extent {
        ALL,
        SOME
    }

    /** One letter that is left, and why. */
    public record Refusal(LetterRef letter, Problem problem) {}
}
