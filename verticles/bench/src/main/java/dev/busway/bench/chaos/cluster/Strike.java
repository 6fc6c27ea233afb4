package dev.busway.bench.chaos.cluster;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;

/** What is done to the nodes in one round; each ends with all of them alive and connected. Blocks. */
enum Strike {
    /** SIGKILL: the others must forget it, and know it when it is back. */
    KILL(Needs.NOTHING) {
        @Override
        void strike(Round round, Random random) throws IOException, InterruptedException {
            int victim = random.nextInt(Cells.NODES);
            round.kill(victim);
            round.whole("without " + Cells.node(victim), without(victim));
            round.restart(victim);
        }
    },
    /** SIGTERM: nothing that others have sent it is lost. */
    DRAIN(Needs.NOTHING) {
        @Override
        void strike(Round round, Random random) throws IOException, InterruptedException {
            int victim = random.nextInt(Cells.NODES);
            round.drain(victim);
            round.whole("without " + Cells.node(victim), without(victim));
            round.restart(victim);
        }
    },
    /** SIGSTOP for longer than a member may be silent. */
    FREEZE(Needs.NOTHING) {
        @Override
        void strike(Round round, Random random) throws IOException, InterruptedException {
            int victim = random.nextInt(Cells.NODES);
            round.freeze(victim);
            round.whole("without " + Cells.node(victim), without(victim));
            round.thaw(victim);
        }
    },
    /** Nothing that one node sends arrives. */
    DEAF_TO_ONE(Needs.A_NETWORK) {
        @Override
        void strike(Round round, Random random) throws IOException, InterruptedException {
            int victim = random.nextInt(Cells.NODES);
            round.block(List.of(victim), without(victim));
            round.whole("without " + Cells.node(victim), without(victim));
            round.heal();
        }
    },
    /** Nothing arrives at one node. */
    ONE_IS_DEAF(Needs.A_NETWORK) {
        @Override
        void strike(Round round, Random random) throws IOException, InterruptedException {
            int victim = random.nextInt(Cells.NODES);
            round.block(without(victim), List.of(victim));
            round.whole("without " + Cells.node(victim), without(victim));
            round.heal();
        }
    },
    /** Two sides that do not hear each other. */
    SPLIT(Needs.A_NETWORK) {
        @Override
        void strike(Round round, Random random) throws IOException, InterruptedException {
            List<Integer> side = side(random);
            split(round, side);
            round.whole("in " + names(side), side);
            round.whole("in " + names(other(side)), other(side));
            round.heal();
        }
    },
    /** Two sides; a node of one dies before they meet again, so that what is left of it would come along. */
    MERGE(Needs.A_NETWORK) {
        @Override
        void strike(Round round, Random random) throws IOException, InterruptedException {
            List<Integer> side = side(random);
            split(round, side);
            round.whole("in " + names(side), side);
            int victim = side.get(random.nextInt(side.size()));
            round.kill(victim);
            round.heal();
            round.whole("without " + Cells.node(victim), without(victim));
            round.restart(victim);
        }
    },
    /** RST to every connection between nodes. */
    RESET(Needs.A_NETWORK) {
        @Override
        void strike(Round round, Random random) throws IOException, InterruptedException {
            for (int node : all()) {
                round.reset(node);
            }
        }
    };

    private final Needs needs;

    private enum Needs {
        NOTHING,
        A_NETWORK
    }

    Strike(Needs needs) {
        this.needs = needs;
    }

    abstract void strike(Round round, Random random) throws IOException, InterruptedException;

    /** As it is told: {@code one-is-deaf}. */
    String told() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    boolean fits(Ground ground) {
        return needs == Needs.NOTHING || ground.splits();
    }

    static List<Integer> all() {
        return IntStream.range(0, Cells.NODES).boxed().toList();
    }

    private static List<Integer> without(int one) {
        return all().stream().filter(node -> node != one).toList();
    }

    private static List<Integer> other(List<Integer> side) {
        return all().stream().filter(node -> !side.contains(node)).toList();
    }

    /** The first node and another one. */
    private static List<Integer> side(Random random) {
        return List.of(0, 1 + random.nextInt(Cells.NODES - 1));
    }

    private static void split(Round round, List<Integer> side) throws IOException, InterruptedException {
        round.block(side, other(side));
        round.block(other(side), side);
    }

    private static String names(List<Integer> side) {
        return String.join(" and ", side.stream().map(Cells::node).toList());
    }
}
