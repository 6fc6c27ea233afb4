package dev.busway.contract.compatibility;

import dev.busway.contract.Contract;
import java.util.List;

/**
 * What a new version of a contract does to those who follow the old one: everybody at the other ends of its channels, and at its
 * doors.
 *
 * @param differences every one, in the order of the document
 */
public record Compatibility(List<Difference> differences) {
    /** Compares two versions of one service's contract. */
    public static Compatibility of(Contract old, Contract now) {
        return new Compatibility(new ContractComparison(old, now).differences());
    }

    /** The most that any difference asks for; COMPATIBLE without any. */
    public Level level() {
        Level level = Level.COMPATIBLE;
        for (Difference difference : differences) {
            level = level.or(difference.level());
        }
        return level;
    }

    /** Those of one level. */
    public List<Difference> differences(Level level) {
        return differences.stream().filter(one -> one.level() == level).toList();
    }
}
