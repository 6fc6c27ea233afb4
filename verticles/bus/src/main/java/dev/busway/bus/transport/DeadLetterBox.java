package dev.busway.bus.transport;

import io.vertx.core.Future;
import java.util.Collection;
import java.util.function.Predicate;

/**
 * The letters at one dead-letter address. Safe on any thread, blocks none; its conformance suite is {@code DeadLetterRules} in the
 * test kit.
 */
public interface DeadLetterBox {
    /**
     * Shows letters in the order in which they came, and leaves them where they are: those that are durable when it is called, perhaps
     * later ones too, none that a finished {@link #remove} has removed. Keeps none of them in memory.
     *
     * @param more sees one letter after the other, on any one thread; wants no more as soon as it says {@code false}
     * @return completes when it has seen all it wanted; fails with {@link dev.busway.bus.ProblemException}: BUSY where the broker does
     *     not answer in time
     */
    Future<Void> browse(Predicate<DeadLetter> more);

    /**
     * Removes letters for good. An id that no letter has is no error.
     *
     * @return completes when that is durable; fails as {@link #browse}, and then some may be removed and others not
     */
    Future<Void> remove(Collection<String> ids);
}
