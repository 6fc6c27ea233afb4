package dev.busway.bench.chaos;

import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** What is done to the arena; each leaves it whole again, or says why it cannot. Blocks. */
enum Fault {
    /** kill -9 of a node, which comes back. */
    KILL_NODE {
        @Override
        void strike(Arena arena, Random random) throws IOException, InterruptedException {
            kill(arena, random.nextInt(Arena.NODES));
        }
    },
    /** kill -9 of the node whose relay holds most shards. */
    KILL_RELAY {
        @Override
        void strike(Arena arena, Random random) throws IOException, InterruptedException, SQLException {
            kill(arena, RelayHolder.find(arena).orElseGet(() -> random.nextInt(Arena.NODES)));
        }
    },
    /** kill -9 of Kafka. */
    KILL_BROKER {
        @Override
        void strike(Arena arena, Random random) throws IOException, InterruptedException {
            arena.kafka().kill();
            pause(DOWN);
            arena.kafka().restart();
        }
    },
    /** kill -9 of PostgreSQL and all its processes. */
    KILL_DATABASE {
        @Override
        void strike(Arena arena, Random random) throws IOException, InterruptedException {
            arena.killDatabase();
            pause(DOWN);
            arena.restartDatabase();
        }
    },
    /** SIGSTOP of a node: others take its work over, and then it wakes. */
    FREEZE_NODE {
        @Override
        void strike(Arena arena, Random random) throws IOException, InterruptedException {
            int node = random.nextInt(Arena.NODES);
            arena.node(node).freeze();
            pause(AWAY);
            arena.node(node).thaw();
        }
    },
    /** RST to every connection of every node to both servers, three times. */
    RESET {
        @Override
        void strike(Arena arena, Random random) throws InterruptedException {
            for (int i = 0; i < RESETS; i++) {
                arena.ways().forEach(way -> {
                    way.kafka().reset();
                    way.postgres().reset();
                });
                pause(BETWEEN_RESETS);
            }
        }
    },
    /** A partition between one node and Kafka. */
    CUT_KAFKA {
        @Override
        void strike(Arena arena, Random random) throws InterruptedException {
            Arena.Way way = arena.way(random.nextInt(Arena.NODES));
            way.kafka().cut();
            pause(AWAY);
            way.kafka().heal();
        }
    },
    /** A partition between one node and PostgreSQL. */
    CUT_DATABASE {
        @Override
        void strike(Arena arena, Random random) throws InterruptedException {
            Arena.Way way = arena.way(random.nextInt(Arena.NODES));
            way.postgres().cut();
            pause(AWAY);
            way.postgres().heal();
        }
    },
    /** A transaction that has written and stays open: what commits after it has a higher number and is seen earlier. */
    LONG_TRANSACTION {
        @Override
        void strike(Arena arena, Random random) throws InterruptedException, SQLException {
            try (Connection connection = DriverManager.getConnection(arena.jdbcUrl());
                    Statement statement = connection.createStatement()) {
                connection.setAutoCommit(false);
                statement.execute("create table chaos_late_" + random.nextInt(Integer.MAX_VALUE) + " ()");
                pause(LONG);
                connection.rollback();
            }
        }
    };

    private static final Duration DOWN = Duration.ofSeconds(2);
    private static final Duration AWAY = Duration.ofSeconds(5);
    private static final Duration LONG = Duration.ofSeconds(10);
    private static final int RESETS = 3;
    private static final Duration BETWEEN_RESETS = Duration.ofMillis(500);

    /** Does it and undoes it; returns when everything runs again. */
    abstract void strike(Arena arena, Random random) throws IOException, InterruptedException, SQLException;

    /** As it is told: {@code kill-node}. */
    String told() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static void kill(Arena arena, int node) throws IOException, InterruptedException {
        arena.node(node).kill();
        pause(DOWN);
        arena.node(node).relaunch();
        arena.node(node).awaitReady(arena.client());
    }

    private static void pause(Duration time) throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(time.toMillis());
    }
}
