package dev.busway.bench.demo;

import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * What the demo is asked to do.
 *
 * @param orders how many, 1 to 100,000
 * @param nodes of one cluster, 1 to 8
 * @param kill whether one node dies in the middle
 * @param logs folder that keeps the nodes' logs
 */
record DemoOptions(int orders, int nodes, Kill kill, Optional<Path> logs) {
    static final DemoOptions DEFAULTS = new DemoOptions(500, 2, Kill.NOBODY, Optional.empty());
    static final String USAGE = """
            Usage: scripts/demo [--orders N] [--nodes K] [--kill] [--logs DIR]
            Starts a Kafka, a PostgreSQL and K nodes, posts N orders by 16 clients, waits until every operation is finished, and
            reads from the database and the topics what was lost, doubled or out of order. Last line: one JSON object. Exit
            status 1 unless all three are 0.
              --orders N   1 to 100000, default 500
              --nodes K    1 to 8, default 2 (--kill needs 2)
              --kill       kill one node with SIGKILL in the middle, and start it again
              --logs DIR   keep the nodes' logs there""";

    private static final int MOST_ORDERS = 100_000;
    private static final int MOST_NODES = 8;

    /** Whether a node is killed on the way. */
    enum Kill {
        NOBODY,
        ONE_NODE
    }

    /** @throws IllegalArgumentException with a sentence for the one who typed it */
    static DemoOptions parse(List<String> arguments) {
        DemoOptions options = DEFAULTS;
        Iterator<String> words = arguments.iterator();
        while (words.hasNext()) {
            String word = words.next();
            options = switch (word) {
                case "--orders" -> options.withOrders(number(word, words, MOST_ORDERS));
                case "--nodes" -> options.withNodes(number(word, words, MOST_NODES));
                case "--kill" -> new DemoOptions(options.orders, options.nodes, Kill.ONE_NODE, options.logs);
                case "--logs" ->
                    new DemoOptions(
                            options.orders, options.nodes, options.kill, Optional.of(Path.of(value(word, words))));
                default -> throw new IllegalArgumentException(word + " is not an option");
            };
        }
        if (options.kill == Kill.ONE_NODE && options.nodes < 2) {
            throw new IllegalArgumentException("--kill needs --nodes 2 or more: somebody must be left");
        }
        return options;
    }

    private DemoOptions withOrders(int count) {
        return new DemoOptions(count, nodes, kill, logs);
    }

    private DemoOptions withNodes(int count) {
        return new DemoOptions(orders, count, kill, logs);
    }

    private static String value(String option, Iterator<String> words) {
        if (!words.hasNext()) {
            throw new IllegalArgumentException(option + " needs a value");
        }
        return words.next();
    }

    private static int number(String option, Iterator<String> words, int most) {
        String text = value(option, words);
        if (!text.matches("[0-9]{1,6}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > most) {
            throw new IllegalArgumentException(option + " must be 1 to " + most + ", was " + text);
        }
        return Integer.parseInt(text);
    }
}
