package dev.busway.bench.chaos.cluster;

import java.util.ArrayList;
import java.util.List;

/** The addresses of a run: which nodes take which. */
final class Cells {
    static final int NODES = 4;
    /** Taken by all, each in a group of its own. */
    static final String ALL = "cells.all";
    /** Taken by the first two nodes, so that the others choose. */
    static final String PAIR = "cells.pair";
    /** Taken by the last two nodes, so that the others choose. */
    static final String COUPLE = "cells.couple";
    /** Answered by the node that is asked: what it knows of the cluster. */
    static final String VIEW = "cells.view";

    private Cells() {}

    static String node(int index) {
        return "node-" + (index + 1);
    }

    /** The address that one node alone takes. */
    static String of(int node) {
        return "cells." + node(node);
    }

    /** Whichever of the two addresses of several nodes this one takes. */
    static String shared(int node) {
        return node < NODES / 2 ? PAIR : COUPLE;
    }

    /** Everything that is sent to while faults strike. */
    static List<String> targets() {
        List<String> all = new ArrayList<>(List.of(ALL, PAIR, COUPLE));
        for (int node = 0; node < NODES; node++) {
            all.add(of(node));
        }
        return all;
    }
}
