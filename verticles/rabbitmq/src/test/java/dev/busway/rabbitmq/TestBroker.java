package dev.busway.rabbitmq;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.busway.testkit.TestRabbit;
import dev.busway.testkit.embedded.RabbitServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The broker of these tests: the RabbitMQ that {@value TestRabbit#URL} names, or else the one that is installed here; where there is
 * none, or {@code -Dbusway.test.rabbitmq=qpid} says so, Qpid in this process. Tests share it: choose addresses of your own.
 */
interface TestBroker {
    String uri();

    /** Kills it and starts it again with its data; empty where that cannot be done. Blocks. */
    Optional<Runnable> restart();

    /** Whether a shard's next node gets nothing before what the last one held is back. */
    boolean givesBackFirst();

    /** Cuts off every client; empty where that cannot be done. Blocks. */
    Optional<Runnable> reset();

    /** Where to connect. Blocks, the first time for seconds. */
    static TestBroker shared() {
        return isRabbit() ? RABBIT : qpid();
    }

    /** Whether tests run against RabbitMQ itself. */
    static boolean isRabbit() {
        boolean there = System.getenv(TestRabbit.URL) != null || RabbitServer.isInstalled();
        return there && !"qpid".equals(System.getProperty("busway.test.rabbitmq"));
    }

    /** Skips a test of what Qpid does not do. */
    static void needsRabbit(String what) {
        assumeTrue(isRabbit(), "no RabbitMQ here, and Qpid does not do this: " + what);
    }

    /** Skips a test that starts servers of its own. */
    static void needsServer() {
        assumeTrue(RabbitServer.isInstalled() && isRabbit(), "no RabbitMQ is installed here");
    }

    /** The one broker in this process. */
    static TestBroker qpid() {
        return Qpid.shared();
    }

    /** The real one. */
    TestBroker RABBIT = new TestBroker() {
        @Override
        public String uri() {
            return TestRabbit.uri();
        }

        @Override
        public boolean givesBackFirst() {
            return true;
        }

        @Override
        public Optional<Runnable> restart() {
            return TestRabbit.own().map(server -> () -> {
                server.kill();
                blocking(server::restart);
            });
        }

        @Override
        public Optional<Runnable> reset() {
            return TestRabbit.own().map(server -> () -> blocking(server::closeConnections));
        }
    };

    /** What stands in for it: keeps nothing over a restart. */
    record Qpid(EmbeddedQpid broker) implements TestBroker {
        private static @Nullable Qpid only;

        private static synchronized Qpid shared() {
            Qpid there = only;
            if (there == null) {
                there = new Qpid(EmbeddedQpid.start());
                only = there;
            }
            return there;
        }

        @Override
        public String uri() {
            return broker.uri();
        }

        @Override
        public boolean givesBackFirst() {
            return false;
        }

        @Override
        public Optional<Runnable> restart() {
            return Optional.empty();
        }

        @Override
        public Optional<Runnable> reset() {
            return Optional.of(broker::closeConnections);
        }
    }

    /** What talks to the server's programs. */
    interface Blocking {
        void run() throws IOException;
    }

    private static void blocking(Blocking act) {
        try {
            act.run();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
