package dev.busway.node.house;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;

/** Leaves out what a tool writes: it keeps no rule of ours. */
public final class Handwritten implements ImportOption {
    @Override
    public boolean includes(Location location) {
        return !location.contains("/jmh_generated/");
    }
}
