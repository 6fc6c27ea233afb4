package dev.busway.contract.source;

import dev.busway.contract.ContractFault;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Collects what is wrong, so that an author sees all of it at once. One thread at a time. */
public final class Faults {
    /** More would be read by nobody. */
    private static final int MOST = 100;

    private final Set<ContractFault> found = new LinkedHashSet<>();

    public void add(Place place, String cause, String mend) {
        add(place.fault(cause, mend));
    }

    public void add(ContractFault fault) {
        if (found.size() < MOST) {
            found.add(fault);
        }
    }

    public boolean any() {
        return !found.isEmpty();
    }

    public List<ContractFault> all() {
        return List.copyOf(found);
    }
}
