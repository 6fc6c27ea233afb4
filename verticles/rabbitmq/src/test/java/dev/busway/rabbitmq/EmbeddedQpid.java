package dev.busway.rabbitmq;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.apache.qpid.server.SystemLauncher;
import org.apache.qpid.server.SystemLauncherListener;
import org.apache.qpid.server.model.Broker;
import org.apache.qpid.server.model.Connection;
import org.apache.qpid.server.model.SystemConfig;
import org.apache.qpid.server.virtualhost.QueueManagingVirtualHost;
import org.jspecify.annotations.Nullable;

/**
 * Apache Qpid Broker-J in this process, for machines with no RabbitMQ: AMQP 0-9-1 on 127.0.0.1, everything in memory, user and
 * password {@code guest}. Arguments of queues that it does not know ({@code x-max-length}, {@code x-expires}) it leaves alone.
 */
final class EmbeddedQpid implements AutoCloseable {
    private static final String HOST = "127.0.0.1";

    private final SystemLauncher launcher;
    private final int port;
    private final SystemConfig<?> system;

    private EmbeddedQpid(SystemLauncher launcher, int port, SystemConfig<?> system) {
        this.launcher = launcher;
        this.port = port;
        this.system = system;
    }

    /** Starts an empty broker on a free port; blocks for about a second. */
    static EmbeddedQpid start() {
        Resolved resolved = new Resolved();
        SystemLauncher launcher = new SystemLauncher(resolved);
        int port = freePort();
        try {
            Path work = Files.createTempDirectory("busway-qpid");
            work.toFile().deleteOnExit();
            Map<String, String> context = Map.of(
                    "qpid.amqp_port",
                    String.valueOf(port),
                    "qpid.work_dir",
                    work.toString(),
                    "queue.behaviourOnUnknownDeclareArgument",
                    "IGNORE");
            launcher.startup(Map.of(
                    "type",
                    "Memory",
                    "initialConfigurationLocation",
                    Objects.requireNonNull(EmbeddedQpid.class.getResource("/qpid.json"))
                            .toExternalForm(),
                    "startupLoggedToSystemOut",
                    "false",
                    "context",
                    context));
        } catch (Exception failed) {
            throw new IllegalStateException("Qpid does not start: " + failed.getMessage(), failed);
        }
        return new EmbeddedQpid(launcher, port, Objects.requireNonNull(resolved.system));
    }

    /** Hears which configuration it runs by. */
    private static final class Resolved extends SystemLauncherListener.DefaultSystemLauncherListener {
        private volatile @Nullable SystemConfig<?> system;

        @Override
        public void onContainerResolve(SystemConfig<?> config) {
            system = config;
        }
    }

    String uri() {
        return "amqp://guest:guest@" + HOST + ":" + port;
    }

    /** Cuts off every client; the broker goes on. Blocks. */
    void closeConnections() {
        if (system.getContainer() instanceof Broker<?> broker
                && broker.findDefautVirtualHostNode().getVirtualHost() instanceof QueueManagingVirtualHost<?> host) {
            host.getConnections().forEach(Connection::close);
        }
    }

    private static int freePort() {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        } catch (IOException none) {
            throw new UncheckedIOException(none);
        }
    }

    @Override
    public void close() {
        launcher.shutdown();
    }
}
